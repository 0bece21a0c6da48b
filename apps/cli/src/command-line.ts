import { CommanderError } from "commander";
import { type Exit, exit, explain, type Explained } from "./process/failure.ts";
import { type Io, processIo } from "./process/io.ts";
import { buildProgram } from "./program.ts";
import { visible } from "./render/text.ts";

/** Runs one command and gives the exit code; whatever goes wrong becomes one sentence. */
export async function commandLine(args: readonly string[], io: Io = processIo()): Promise<Exit> {
  let code: Exit = exit.done;
  const program = buildProgram(io, (end) => {
    code = end;
  });
  try {
    if (args.length === 0) {
      program.outputHelp();
      return exit.usage;
    }
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exit.done; // help, version
    if (error instanceof CommanderError && error.code === "commander.help") return exit.usage; // a verb was left out; its help is out already
    const told = error instanceof CommanderError ? usage(error) : explain(error);
    tell(io, told, args.includes("--json"));
    if (io.env["BATON_DEBUG"] === "1" && error instanceof Error) io.err(String(error.stack));
    return told.exit;
  }
}

function tell(io: Io, { code, message, fix }: Explained, json: boolean): void {
  if (json) io.out(JSON.stringify({ error: { code, message, ...(fix === undefined ? {} : { fix }) } }, undefined, 2));
  else io.err(`${io.paintErr("bad", "✗")} ${visible([message, fix ?? ""].join(message.includes("\n") ? "\n" : " ").trimEnd())}`);
}

/** Commander's complaint as a sentence of ours. */
function usage(error: CommanderError): Explained {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const sentence = first.charAt(0).toUpperCase() + first.slice(1).replace(/\.$/, "");
  const hint = rest
    .join(" ")
    .replace(/^\(|\)$/g, "")
    .replace(/^Did you mean ([\w-]+)\?$/, "Did you mean `$1`?");
  return { code: "usage", message: `${sentence.replaceAll("'", "`")}.`, fix: hint === "" ? "See `baton --help`." : hint, exit: exit.usage };
}
