import { type FunctionRule, simple } from "./function.ts";
import { BOOL, INT, listOf, STRING } from "./type.ts";
import { asIndex, asText, Fault, type Value } from "./value.ts";

type Texts = (text: string, other: string) => Value;

function two(type: typeof BOOL, run: Texts): FunctionRule {
  return simple(["string", "string"], type, ([text = null, other = null], frame) => {
    const [left, right] = [asText(text), asText(other)];
    frame.spend((left.length + right.length) >> 3);
    return run(left, right);
  });
}

function one(run: (text: string) => string): FunctionRule {
  return simple(["string"], STRING, ([text = null], frame) => {
    const value = asText(text);
    frame.spend(value.length >> 3);
    return run(value);
  });
}

function position(text: string, value: Value | undefined, otherwise: number): number {
  const at = value === undefined ? otherwise : asIndex(value);
  if (at >= 0 && at <= text.length) return at;
  throw new Fault("range", `position ${at} is outside a text of ${text.length} characters`);
}

function substring([value = null, from, to]: readonly Value[]): Value {
  const text = asText(value);
  const [start, end] = [position(text, from, 0), position(text, to, text.length)];
  if (start > end) throw new Fault("range", `position ${start} is after position ${end}`);
  return text.slice(start, end);
}

/** Methods of text. */
export const TEXT_FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  "startsWith/2": two(BOOL, (text, start) => text.startsWith(start)),
  "endsWith/2": two(BOOL, (text, end) => text.endsWith(end)),
  "contains/2": two(BOOL, (text, part) => text.includes(part)),
  "indexOf/2": two(INT, (text, part) => BigInt(text.indexOf(part))),
  "lastIndexOf/2": two(INT, (text, part) => BigInt(text.lastIndexOf(part))),
  "lowerAscii/1": one((text) => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())),
  "upperAscii/1": one((text) => text.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase())),
  "trim/1": one((text) => text.trim()),
  "substring/2": simple(["string", "int"], STRING, substring),
  "substring/3": simple(["string", "int", "int"], STRING, substring),
  "split/2": simple(
    ["string", "string"],
    listOf(() => STRING),
    ([text = null, by = null], frame) => {
      const whole = asText(text);
      frame.spend(whole.length);
      return whole.split(asText(by));
    },
  ),
  "replace/3": simple(["string", "string", "string"], STRING, ([text = null, part = null, by = null], frame) => {
    const [whole, from, to] = [asText(text), asText(part), asText(by)];
    const pieces = whole.split(from);
    frame.spend((whole.length + (pieces.length - 1) * to.length) >> 3);
    return pieces.join(to);
  }),
};
