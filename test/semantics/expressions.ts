import type { Json } from "@baton/core";
import type { Cond, Int, Text, Write } from "./program.ts";

/** Channels that have certainly been written; others are read under `has(...)`. */
export type Written = ReadonlySet<string>;

/** Variables and values that an expression stands among. */
export interface Place {
  readonly written: Written;
  /** CEL for `output.n`, where the node has it. */
  readonly out: string | undefined;
}

function read(name: string, written: Written, otherwise: string): string {
  return written.has(name) ? name : `(has(state.${name}) ? state.${name} : ${otherwise})`;
}

export function intCel(int: Int, place: Place): string {
  switch (int.k) {
    case "lit":
      return int.v < 0 ? `(${int.v})` : `${int.v}`;
    case "ch":
      return read(int.c, place.written, "4");
    case "op":
      return `(${intCel(int.l, place)} ${int.op} ${intCel(int.r, place)})`;
    case "if":
      return `(${condCel(int.c, place)} ? ${intCel(int.l, place)} : ${intCel(int.r, place)})`;
    case "size":
      return `size(${int.c})`;
    case "sum":
      return "log.sum()";
    case "at":
      return `log[${int.i}]`;
    case "param":
      return "params.step";
    case "out":
      return place.out ?? "1";
    case "item":
      return "theitem";
    default:
      return int satisfies never;
  }
}

export function condCel(cond: Cond, place: Place): string {
  switch (cond.k) {
    case "cmp":
      return `${intCel(cond.l, place)} ${cond.op} ${intCel(cond.r, place)}`;
    case "has":
      return `has(state.${cond.c})`;
    case "not":
      return `!(${condCel(cond.of, place)})`;
    case "both":
      return `(${condCel(cond.l, place)}) ${cond.op} (${condCel(cond.r, place)})`;
    case "in":
      return `'${cond.v}' in tags`;
    case "flag":
      return "flag";
    default:
      return cond satisfies never;
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

/** A text as CEL, or as a template where it is one. */
export function textCel(text: Text, place: Place): string {
  switch (text.k) {
    case "lit":
      return quoted(text.v);
    case "ch":
      return read(text.c, place.written, "'-'");
    case "template":
      return `{{ ${intCel(text.l, place)} }} of {{ ${read(text.r, place.written, "'-'")} }}`;
    case "string":
      return `string(${intCel(text.of, place)})`;
    case "now":
      return "string(now)";
    case "user":
      return "run.user";
    default:
      return text satisfies never;
  }
}

/** The same where no template may stand: inside an expression. */
function innerText(text: Text, place: Place): string {
  return text.k === "template" ? `(string(${intCel(text.l, place)}) + ' of ' + ${read(text.r, place.written, "'-'")})` : textCel(text, place);
}

/** Right sides by channel; of two writes of one channel the first counts. */
export function writesOf(writes: readonly Write[], place: Place): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    writes.toReversed().map((write): [string, Json] => {
      switch (write.to) {
        case "int":
          // i1 may have a bound, which a constant must not be seen to pass before the run.
          return [write.c, write.c === "i1" ? `${intCel(write.v, place)} + a - a` : intCel(write.v, place)];
        case "text":
          return [write.c, textCel(write.v, place)];
        case "list": {
          const items = write.v.map((item) => intCel(item, place));
          if (write.shape === "items") return ["log", items];
          return ["log", write.shape === "map" ? `[${items.join(", ")}].map(x, x + 1)` : `log.filter(x, x > ${items[0] ?? "2"})`];
        }
        case "tags":
          return ["tags", `[${write.v.map((item) => innerText(item, place)).join(", ")}]`];
        case "object":
          return ["obj", write.shape === "data" ? { [write.key]: intCel(write.v, place) } : `{'${write.key}': ${intCel(write.v, place)}}`];
        case "talk":
          return ["talk", `${write.who}(${innerText(write.v, place)})`];
        default:
          return write satisfies never;
      }
    }),
  );
}
