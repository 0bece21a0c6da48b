import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exampleInvoice, exampleText } from "../example-invoices.ts";
import { type Draft, renderDraft } from "../testing/draft.ts";
import { mainUnits, type Recipe, soundDraft, soundRates } from "../testing/sound.ts";
import { parseUblInvoice } from "../ubl/parse.ts";
import { validateInvoice } from "./registry.ts";

const inOrder = ["paper.xml", "belt.xml", "servo-jpy.xml", "coffee-rates.xml", "audit-prepaid.xml", "kwd-unknown-supplier.xml", "credit-note.xml"];

type Found = [rule: string, place: string, difference: number];

const check = (xml: string): Found[] => validateInvoice(parseUblInvoice(xml)).map((each) => [each.rule, each.place, each.difference_minor]);

/** What is wrong with an example after a change. */
function findingsOf(file: string, from: string | RegExp, to: string): Found[] {
  const text = exampleText(file);
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return check(changed);
}

const soundOne: fc.Arbitrary<readonly [category: string, rate: string | undefined]> = fc.constantFrom(...soundRates);
const money = { charge: fc.boolean(), amount: fc.nat(100000) };

/** Categories in any mixture; O, which stands alone, for all or for none. */
const recipes: fc.Arbitrary<Recipe & { readonly decimals: number }> = fc.boolean().chain((outside) => {
  const rate = outside ? fc.constant(["O", undefined] as const) : soundOne;
  const of = <T extends object>(rest: fc.Arbitrary<T>): fc.Arbitrary<T & { category: string; rate: string | undefined }> =>
    fc.tuple(rest, rate).map(([each, [category, percent]]) => ({ ...each, category, rate: percent }));
  return fc
    .record({
      root: fc.constantFrom("Invoice" as const, "CreditNote" as const),
      currency: fc.constantFrom({ currency: "EUR", decimals: 2 }, { currency: "JPY", decimals: 0 }, { currency: "KWD", decimals: 3 }),
      lines: fc.array(
        of(fc.record({ quantity: fc.integer({ min: -1000, max: 1000 }), price: fc.nat(1000000), allowances: fc.array(fc.record(money), { maxLength: 3 }) })),
        { minLength: 1, maxLength: 6 },
      ),
      allowances: fc.array(of(fc.record(money)), { maxLength: 4 }),
      prepaid: fc.nat(100000),
      rounding: fc.integer({ min: -99, max: 99 }),
    })
    .map(({ currency, ...rest }) => ({ ...rest, ...currency }));
});

const names = fc.constantFrom({ cac: "cac", cbc: "cbc" }, { cac: "cbc", cbc: "cac" }, { cac: "é-1", cbc: "_b.2" });

describe("a document in order", () => {
  test.each(inOrder)("%s gives no finding", (file) => {
    expect(validateInvoice(exampleInvoice(file))).toEqual([]);
  });

  test("of any root, lines, allowances, charges, categories, rates, currency and prefixes gives no finding", () => {
    fc.assert(
      fc.property(recipes, names, (recipe, prefix) => {
        expect(check(renderDraft(soundDraft(recipe), prefix))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

/** The amounts of a document that a rule compares with others: how it is changed, and which rule names it where. */
type Amount = (draft: Draft, at: number, add: (text: string | undefined) => string) => readonly [Draft, rules: readonly string[], place: string] | undefined;

const amounts: Readonly<Record<string, Amount>> = {
  "sum of lines": (draft, _, add) => [{ ...draft, totals: { ...draft.totals, lines: add(draft.totals.lines) } }, ["BR-CO-10"], "sum of lines"],
  "sum of allowances": (draft, _, add) => [
    { ...draft, totals: { ...draft.totals, allowances: add(draft.totals.allowances) } },
    ["BR-CO-11"],
    "sum of allowances",
  ],
  "sum of charges": (draft, _, add) => [{ ...draft, totals: { ...draft.totals, charges: add(draft.totals.charges) } }, ["BR-CO-12"], "sum of charges"],
  "total without VAT": (draft, _, add) => [
    { ...draft, totals: { ...draft.totals, exclusive: add(draft.totals.exclusive) } },
    ["BR-CO-13"],
    "total without VAT",
  ],
  "VAT total": (draft, _, add) => [{ ...draft, totals: { ...draft.totals, tax: add(draft.totals.tax) } }, ["BR-CO-14"], "VAT total"],
  "total with VAT": (draft, _, add) => [{ ...draft, totals: { ...draft.totals, inclusive: add(draft.totals.inclusive) } }, ["BR-CO-15"], "total with VAT"],
  "amount due": (draft, _, add) => [{ ...draft, totals: { ...draft.totals, payable: add(draft.totals.payable) } }, ["BR-CO-16"], "amount due"],
  prepaid: (draft, _, add) => [{ ...draft, totals: { ...draft.totals, prepaid: add(draft.totals.prepaid) } }, ["BR-CO-16"], "amount due"],
  rounding: (draft, _, add) => [{ ...draft, totals: { ...draft.totals, rounding: add(draft.totals.rounding) } }, ["BR-CO-16"], "amount due"],
  "taxable amount": (draft, at, add) => {
    const index = at % draft.groups.length;
    const { category = "", rate } = draft.groups[index] ?? {};
    const groups = draft.groups.map((each, position) => (position === index ? { ...each, taxable: add(each.taxable) } : each));
    return [{ ...draft, groups }, [ruleOf(category, "08")], `VAT ${category}${rate === undefined ? "" : ` ${rate}%`}`];
  },
  "VAT of a group": (draft, at, add) => {
    const index = at % draft.groups.length;
    const { category = "", rate } = draft.groups[index] ?? {};
    const groups = draft.groups.map((each, position) => (position === index ? { ...each, tax: add(each.tax) } : each));
    return [{ ...draft, groups }, [ruleOf(category, "09"), "BR-CO-17"], `VAT ${category}${rate === undefined ? "" : ` ${rate}%`}`];
  },
  "net amount of a line": (draft, at, add) => {
    const index = at % draft.lines.length;
    const lines = draft.lines.map((each, position) => (position === index ? { ...each, net: add(each.net) } : each));
    return [{ ...draft, lines }, ["PEPPOL-EN16931-R120"], `line ${index + 1}`];
  },
  allowance: (draft, at, add) => {
    const index = at % Math.max(draft.allowances.length, 1);
    const { charge } = draft.allowances[index] ?? {};
    if (charge === undefined) return undefined;
    const allowances = draft.allowances.map((each, position) => (position === index ? { ...each, amount: add(each.amount) } : each));
    return [{ ...draft, allowances }, [charge ? "BR-CO-12" : "BR-CO-11"], charge ? "sum of charges" : "sum of allowances"];
  },
};

function ruleOf(category: string, number: string): string {
  return `BR-${{ K: "IC", L: "AF", M: "AG" }[category] ?? category}-${number}`;
}

describe("one wrong amount", () => {
  test.each(Object.keys(amounts))("in the %s is found by the rule that names it", (name) => {
    fc.assert(
      // Two units of the currency and more are beyond all tolerances.
      fc.property(recipes, fc.nat(9), fc.integer({ min: 2, max: 500 }), fc.boolean(), (recipe, at, units, less) => {
        const by = units * 10 ** recipe.decimals * (less ? -1 : 1);
        const add = (text: string | undefined): string => mainUnits(Number((text ?? "0").replace(".", "")) + by, recipe.decimals);
        const changed = amounts[name]?.(soundDraft(recipe), at, add);
        fc.pre(changed !== undefined);
        const [draft, rules, place] = changed;
        const found = validateInvoice(parseUblInvoice(renderDraft(draft)));
        expect(found.some((each) => rules.includes(each.rule) && each.place === place && Math.abs(each.difference_minor) === Math.abs(by))).toBe(true);
        // Whatever else is said of it, the totals above do not follow one another.
        expect(found.length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 60 },
    );
  });

  test("of a line is named with the line, and with the sums that it is part of", () => {
    expect(findingsOf("paper.xml", ">922.50</cbc:LineExtensionAmount>", ">932.50</cbc:LineExtensionAmount>")).toEqual([
      ["PEPPOL-EN16931-R120", "line 1", 1000],
      ["BR-CO-10", "sum of lines", -1000],
      ["BR-S-08", "VAT S 25%", -1000],
    ]);
  });

  test("is not found again in the totals above it, whether they were added up with it or without it", () => {
    const total = (text: string): Found[] => findingsOf("paper.xml", /<cac:LegalMonetaryTotal>.*?<\/cac:LegalMonetaryTotal>/s, text);
    const totals = (lines: string, exclusive: string, inclusive: string, payable: string): string =>
      `<cac:LegalMonetaryTotal><cbc:LineExtensionAmount>${lines}</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount>${exclusive}</cbc:TaxExclusiveAmount>
       <cbc:TaxInclusiveAmount>${inclusive}</cbc:TaxInclusiveAmount><cbc:ChargeTotalAmount>12.50</cbc:ChargeTotalAmount><cbc:PayableAmount>${payable}</cbc:PayableAmount></cac:LegalMonetaryTotal>`;
    expect(total(totals("1182.30", "1184.80", "1481.00", "1481.00"))).toEqual([["BR-CO-10", "sum of lines", 1000]]);
    expect(total(totals("1182.30", "1194.80", "1491.00", "1491.00"))).toEqual([["BR-CO-10", "sum of lines", 1000]]);
    expect(total(totals("1182.30", "1184.80", "1481.00", "1482.00"))).toEqual([
      ["BR-CO-10", "sum of lines", 1000],
      ["BR-CO-16", "amount due", 100],
    ]);
  });

  test("is shown with its place in the XML, and with both amounts", () => {
    const text = exampleText("belt.xml").replace(">2316.00</_b.1:TaxableAmount>", ">2316.50</_b.1:TaxableAmount>");
    const line = text.slice(0, text.indexOf("2316.50")).split("\n").length - 1;
    expect(validateInvoice(parseUblInvoice(text))).toEqual([
      {
        rule: "BR-AE-08",
        place: "VAT AE 0%",
        severity: "error",
        expected_minor: 231600,
        found_minor: 231650,
        difference_minor: 50,
        message: "The amount that VAT is levied on is 2316.50 EUR, expected 2316.00 EUR.",
        xpath: "/Invoice/cac:TaxTotal[1]/cac:TaxSubtotal[2]/cbc:TaxableAmount",
        xml_line: line,
      },
    ]);
  });
});

describe("the tolerances", () => {
  test.each([
    ["922.52", false],
    ["922.53", true],
    ["922.48", false],
    ["922.47", true],
  ])("of a line's net amount are PEPPOL's 0.02, and no more: %s", (net, wrong) => {
    const found = findingsOf("paper.xml", ">922.50</cbc:LineExtensionAmount>", `>${net}</cbc:LineExtensionAmount>`);
    expect(found.some(([rule]) => rule === "PEPPOL-EN16931-R120")).toBe(wrong);
  });

  test.each([
    ["297.19", []],
    ["297.20", [["BR-CO-17", "VAT S 25%", 100]]],
    ["295.21", []],
    ["295.20", [["BR-CO-17", "VAT S 25%", -100]]],
  ])("of VAT are less than one unit of the currency: %s", (amount, expected) => {
    const text = exampleText("paper.xml").replaceAll('<cbc:TaxAmount currencyID="EUR">296.20<', `<cbc:TaxAmount currencyID="EUR">${amount}<`);
    const inclusive = (118480 + Number(amount.replace(".", ""))) / 100;
    expect(check(text.replaceAll(">1481.00<", `>${inclusive.toFixed(2)}<`))).toEqual(expected);
  });

  test("of VAT are none in a currency without decimals, and none for the VAT total", () => {
    expect(findingsOf("servo-jpy.xml", /(<cac:TaxSubtotal>.*?<cbc:TaxAmount currencyID="JPY">)101160/s, "$1101161")).toEqual([["BR-CO-17", "VAT S 10%", 1]]);
    expect(findingsOf("paper.xml", /(<cac:TaxTotal>\s*<cbc:TaxAmount currencyID="EUR">)296.20/, "$1296.21")).toEqual([["BR-CO-14", "VAT total", 1]]);
  });

  test.each([
    ["1183.81", []],
    ["1183.80", [["BR-S-08", "VAT S 25%", -100]]],
  ])("of what VAT is levied on at a rate are less than one unit: %s", (amount, expected) => {
    expect(findingsOf("paper.xml", ">1184.80</cbc:TaxableAmount>", `>${amount}</cbc:TaxableAmount>`)).toEqual(expected);
  });
});

describe("what belongs together is found together", () => {
  test("a seller without any number breaks the category's rule once, for lines, allowances and charges", () => {
    const draft = soundDraft({
      lines: [{ quantity: 1, price: 100, category: "S", rate: "25" }],
      allowances: [{ charge: true, amount: 10, category: "S", rate: "25" }],
    });
    const found = validateInvoice(parseUblInvoice(renderDraft({ ...draft, seller: { name: "Seller", country: "SE", registration: "1" } })));
    expect(found).toMatchObject([{ rule: "BR-S-02", also: ["BR-S-04"], place: "seller" }]);
  });

  test.each([
    ["a rate for what is exempt", "coffee-rates.xml", /(Deposit on crates.*?<Percent>)0/s, "$19", ["BR-E-05", "line C"]],
    ["no rate for what is not", "coffee-rates.xml", /(rent for a month.*?<Percent>)21/s, "$10", ["BR-S-05", "line B"]],
    ["an unknown category", "coffee-rates.xml", /(Deposit on crates.*?<ID>)E/s, "$1Q", ["BR-CL-18", "line C"]],
    ["a rate for intra-community charges", "belt.xml", /(Fracht.*?<_b\.1:Percent>)0/s, "$119", ["BR-IC-07", "charge 1"]],
    [
      "an allowance by another percentage",
      "coffee-rates.xml",
      "<MultiplierFactorNumeric>5<",
      "<MultiplierFactorNumeric>6<",
      ["PEPPOL-EN16931-R040", "line A allowance 1"],
    ],
    ["too many decimals", "paper.xml", ">1481.00</cbc:PayableAmount>", ">1481.001</cbc:PayableAmount>", ["BR-DEC-18", "document cbc:PayableAmount"]],
  ])("%s", (_, file, from, to, expected) => {
    expect(findingsOf(file, from, to).map(([rule, place]) => [rule, place])).toEqual([expected]);
  });

  test("a rate that the breakdown lacks, of a category that it has, breaks the rule of its sum", () => {
    expect(findingsOf("coffee-rates.xml", /(rent for a month.*?<Percent>)21/s, "$112").map(([rule, place]) => [rule, place])).toEqual([
      ["BR-S-08", "VAT S 21%"],
      ["BR-S-08", "VAT S 12%"],
    ]);
  });
});
