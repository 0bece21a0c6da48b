import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** A place in the sources that gives an error its code. */
export interface CodeUse {
  readonly file: string;
  readonly line: number;
  /** What stands in the code's place. */
  readonly written: string;
  /** The codes, where that is a literal or a choice between two; undefined for anything else. */
  readonly codes: readonly string[] | undefined;
  /** The layer, where it is a literal too. */
  readonly layer: string | undefined;
}

/** How errors are made: what stands before their code, where, and their layer if it is always the same (it follows the code otherwise). */
const makers: readonly { readonly before: RegExp; readonly in?: RegExp; readonly layer?: string }[] = [
  { before: /new BatonError\(\s*/g },
  { before: /\bsuper\(\s*(?=["'`]\w+["'`$]|\w+\.code)/g },
  { before: /new Refusal\(\s*/g, layer: "command line" },
  { before: /\bdeny\(\s*/g, in: /^packages\/runtime\/src\/gateway\/gateway\.ts/ },
  { before: /\brefusal\(\s*/g, in: /^packages\/runtime\/src\/engine\//, layer: "orchestration" },
  { before: /\bproblem\(\s*/g, in: /^packages\/runtime\/src\/agent\/retry\.ts/, layer: "model" },
  { before: /\bfailure\(\s*/g, in: /^packages\/storage\//, layer: "infrastructure" },
  { before: /\brunErrorOf\(\s*[^,()]+,[^,()]+,\s*/g, layer: "tool" },
  // Errors as records. In core and in the kinds' checks such records are diagnostics, whose codes have pages of their own.
  { before: /\bcode: /g, in: /^(?:packages\/(?:runtime|storage|baton)|packages\/nodes\/src\/\w+\/(?:compile|approve|outcome)|apps\/cli)/ },
];

const literal = /^["'`]([A-Za-z]\w*)["'`]$/;
const choice = /\? ["'](\w+)["'] : ["'](\w+)["']$/;
/** A type, the library's own word for "another problem", or the code of another error passed on. */
const noCode = /^(?:(?:code: )?(?:string|number|Exit)\b|z\.|["']custom["']|\w+\.code$|\{)/;

/** Every place in packages and apps that gives an error its code. */
export function codeUses(): readonly CodeUse[] {
  return sources().flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8").replaceAll(/^[ \t]*(?:\/\/|\*|\/\*\*).*$/gm, "");
    return makers
      .filter((maker) => maker.in?.test(file) ?? true)
      .flatMap(({ before, layer }) => [...text.matchAll(before)].map((match) => useAt(file, text, match.index, match.index + match[0].length, layer)))
      .filter(({ written }) => !noCode.test(written));
  });
}

function useAt(file: string, text: string, from: number, to: number, layer: string | undefined): CodeUse {
  const rest = text.slice(to);
  const written = /^(?:`[^`]*`|[^,;)}\n])*/.exec(rest)?.[0].trim() ?? "";
  const single = literal.exec(written)?.[1];
  const [, one, other] = choice.exec(written) ?? [];
  const named = /^\s*,\s*(?:layer: )?["'](\w+)["']/.exec(rest.slice(written.length))?.[1];
  return {
    file,
    line: text.slice(0, from).split("\n").length,
    written,
    codes: single === undefined ? (one === undefined || other === undefined ? undefined : [one, other]) : [single],
    layer: layer ?? named,
  };
}

function sources(): readonly string[] {
  return ["packages", "apps"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !/node_modules|\.test\.tsx?$|\/testing\/|\/testing\.ts$|\/toy-kinds\.ts$|\/test-[a-z]+\.ts$/.test(name))
      .map((name) => join(folder, name)),
  );
}
