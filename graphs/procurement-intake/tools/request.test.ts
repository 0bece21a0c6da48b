import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cents, euros } from "./money.ts";
import { FormError, readRequest } from "./request.ts";
import { exampleForm } from "./testing.ts";

const changed = (change: object): string => JSON.stringify({ ...JSON.parse(exampleForm("keyboards.json")), ...change });

test("a form is read and added up in cents", () => {
  expect(readRequest(exampleForm("laptops.json"))).toMatchObject({
    id: "PR-1002",
    vendor_vat_id: "DE811230045",
    items: [
      { quantity: 6, unit_price_minor: 184900, amount_minor: 1109400 },
      { quantity: 6, unit_price_minor: 11900, amount_minor: 71400 },
    ],
    total_minor: 1180800,
    quotes: [{ total_minor: 1180800 }, { total_minor: 1199000 }, { total_minor: 1248000 }],
    personal_data: false,
  });
});

test("everything that is wrong with a form is said at once", () => {
  expect(() => readRequest(exampleForm("broken.json"))).toThrow(/requester: .*items\.0\.quantity: .*approved/s);
});

test.each([
  ["no JSON", exampleForm("letter.txt"), /no JSON/],
  ["another total", exampleForm("wrong-total.json"), /total is 64\.90, but its items add up to 649\.00 EUR/],
  ["nothing to pay", changed({ items: [{ description: "Gift", quantity: 1, unit_price: "0" }], total: "0" }), /nothing that costs money/],
  ["a price in scientific notation", changed({ total: "1e9" }), /total: an amount is written as/],
  ["a date that is none", changed({ submitted_on: "2026-02-30" }), /submitted_on/],
  ["another list than it should be", "[]", /cannot be used/],
  [
    "prices beyond what can be added exactly",
    changed({ items: [{ description: "x", quantity: 100000, unit_price: "999999999999.99" }], total: "1" }),
    /exactly/,
  ],
])("a form with %s is refused", (_, form, message) => {
  expect(() => readRequest(form)).toThrow(FormError);
  expect(() => readRequest(form)).toThrow(message);
});

test("whatever is sent, it is read or refused", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.record({ id: fc.string(), items: fc.anything() }).map((each) => JSON.stringify(each) ?? ""),
      ),
      (form) => {
        expect(() => readRequest(form)).toThrow(FormError);
      },
    ),
  );
});

test("cents of an amount written for people are the same cents again", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 13 }), (minor) => {
      expect(cents(euros(minor).replace(" EUR", "").replaceAll(",", ""))).toBe(minor);
    }),
  );
});
