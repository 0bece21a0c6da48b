import { expect, it } from "vitest";
import { piecesOf } from "./tables.ts";

it("takes tables out of a page and leaves the rest as it is", () => {
  expect(piecesOf("# A\n\n| key | what |\n|---|---|\n| `a` | x \\| y |\n| `b` | |\n\nAfter | that.")).toEqual([
    { type: "text", text: "# A\n" },
    {
      type: "table",
      head: ["key", "what"],
      rows: [
        ["`a`", "x | y"],
        ["`b`", ""],
      ],
    },
    { type: "text", text: "\nAfter | that." },
  ]);
});
