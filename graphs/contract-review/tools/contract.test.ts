import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findClauses, readContract } from "./contract.ts";

const company = "Quillfeather Instruments Ltd";
const text = (name: string): string => readFileSync(join(import.meta.dirname, "../contracts", name), "utf8");
const parties = `1.1 This agreement is between ${company} (the Customer) and Bluefinch Analytics Ltd (the Supplier).`;

test("a contract is read with its title, its counterparty and every clause under its heading", () => {
  const { title, counterparty, clauses } = readContract(text("hosting-services.md"), company);
  expect({ title, counterparty }).toEqual({ title: "Hosting services agreement", counterparty: "Ostermoor Hosting GmbH" });
  expect(clauses).toHaveLength(17);
  expect(clauses.find(({ number }) => number === "4.2")).toEqual({
    number: "4.2",
    heading: "Liability",
    text: "The Customer's total liability shall not exceed the fees payable in a contract year.",
  });
});

test("a clause that goes on in the next line is one, and text between clauses belongs to none", () => {
  const { clauses } = readContract(`# T\n\n${parties}\n\nA recital.\n\n1.2 The Supplier\nworks.\n## 2. More\nNo clause.\n`, company);
  expect(clauses.map((each) => each.text)).toEqual([parties.slice(4), "The Supplier works."]);
});

test.each([
  ["", "The text has no title"],
  ["# T\n1.1 It rains.\n", "No clause says who the Customer and the Supplier are"],
  [`# T\n${parties}\n1.1 Again.\n`, "two clauses 1.1"],
  [`# T\n${parties.replace(company, "Somebody Ltd")}\n`, "The customer of this contract is Somebody Ltd"],
  [`# T\n${"x".repeat(200_001)}`, "more than 200000 characters"],
])("%j is refused", (draft, message) => {
  expect(() => readContract(draft, company)).toThrow(message);
});

test("clauses are found by number, by chapter and by the beginnings of their words", () => {
  const { clauses } = readContract(text("hosting-services.md"), company);
  const found = (number: string, words: string) => findClauses({ clauses, number, words }).map((each) => each.number);
  expect(found("4.1", "")).toEqual(["4.1"]);
  expect(found("4", "")).toEqual(["4.1", "4.2"]);
  expect(found("", "exclusiv provid")).toEqual(["1.4"]);
  expect(found("5", "customer")).toEqual(["5.3"]);
  expect(found("9", "")).toEqual([]);
  expect(() => found("", " - ")).toThrow("Name a clause's number");
});
