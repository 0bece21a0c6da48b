import { expect, test } from "vitest";
import { partialField } from "./partial-field.ts";

test("a text is read while it is still being written", () => {
  const whole = JSON.stringify({ status: "open", reply: 'He said "no",\nü \\ \u2014.', topic: "x" });
  expect(partialField(whole, "reply")).toBe('He said "no",\nü \\ \u2014.');
  const read = Array.from({ length: whole.length + 1 }, (_, length) => partialField(whole.slice(0, length), "reply"));
  expect(read[20]).toBeUndefined();
  for (const each of read) expect('He said "no",\nü \\ \u2014.'.startsWith(each ?? "")).toBe(true);
});

test("letters that are written as codes wait until the code is whole", () => {
  const json = String.raw`{"reply":"a\u00e4b"}`;
  expect(partialField(json.slice(0, 14), "reply")).toBe("a");
  expect(partialField(json, "reply")).toBe("aäb");
});
