import { assert, property, integer, string } from "fast-check";
import { expect, it } from "vitest";
import { fitted, oneLine, textWidth } from "./text.ts";

const face = { size: 13, weight: 600 } as const;

it("keeps a text that fits, and cuts any other so that it does", () => {
  assert(
    property(string({ unit: "binary", maxLength: 60 }), integer({ min: 20, max: 300 }), (text, room) => {
      const shown = fitted(text, room, face);
      expect(textWidth(shown, face)).toBeLessThanOrEqual(room);
      expect(shown === oneLine(text)).toBe(textWidth(oneLine(text), face) <= room);
    }),
  );
});

it("cuts no emoji or accented letter in half", () => {
  expect(fitted("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 160, face)).toMatch(/^(?:👩‍👩‍👧‍👦)+…$/u);
  expect(fitted("e\u0301".repeat(50), 60, face)).toMatch(/^(?:e\u0301)+…$/);
});
