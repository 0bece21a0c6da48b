import { describe, expect, test } from "vitest";
import { breaks } from "../testing/breaks.ts";
import { type Draft, renderDraft } from "../testing/draft.ts";
import { soundDraft } from "../testing/sound.ts";
import { DocumentError } from "../ubl/document-error.ts";
import { parseUblInvoice } from "../ubl/parse.ts";
import { rulesPage } from "./page.ts";
import { readerRules, rules, validateInvoice } from "./registry.ts";

const roots = ["Invoice", "CreditNote"] as const;
const ids = rules.map(({ id }) => id);

const findingsOf = (draft: Draft): ReturnType<typeof validateInvoice> => validateInvoice(parseUblInvoice(renderDraft(draft)));

/** For each rule a document that breaks it. */
function broken(root: Draft["root"]): [id: string, draft: Draft][] {
  return Object.entries(breaks).flatMap(([id, make]) => {
    const draft = make(root);
    return draft === undefined ? [] : [[id, draft]];
  });
}

test("every rule is in the registry once, and has a document that breaks it; one rule is for invoices only", () => {
  const sorted = ids.toSorted();
  expect([...new Set(sorted)]).toEqual(sorted);
  expect(
    broken("Invoice")
      .map(([id]) => id)
      .toSorted(),
  ).toEqual(sorted);
  expect(
    broken("CreditNote")
      .map(([id]) => id)
      .toSorted(),
  ).toEqual(sorted.filter((id) => id !== "BR-CO-25"));
});

test("RULES.md lists the rules that are checked", async () => {
  await expect(rulesPage()).toMatchFileSnapshot("../../RULES.md");
});

describe.each(roots)("of a broken %s", (root) => {
  test.each(broken(root))("%s is found, and nothing else", (id, draft) => {
    const found = findingsOf(draft);
    expect(found.map(({ rule, also = [] }) => [rule, ...also])).toEqual([expect.arrayContaining([id])]);
    const [finding] = found;
    expect(rules.find((rule) => rule.id === id)?.check(parseUblInvoice(renderDraft(draft)))).toEqual([finding]);
    expect(finding).toMatchObject({ severity: "error", xpath: expect.stringMatching(new RegExp(`^/${root}(/|$)`)), message: expect.stringMatching(/\.$/) });
    expect(finding?.xml_line).toBeGreaterThan(0);
  });
});

describe("what the reader asks for", () => {
  const sound = soundDraft({
    lines: [
      {
        quantity: 1,
        price: 1000,
        category: "S",
        rate: "25",
        allowances: [
          { charge: true, amount: 1 },
          { charge: false, amount: 1 },
        ],
      },
    ],
    allowances: [
      { charge: true, amount: 1, category: "S", rate: "25" },
      { charge: false, amount: 1, category: "S", rate: "25" },
    ],
  });
  const [line] = sound.lines;
  const lines = (change: Draft["lines"][number]): Draft => ({ ...sound, lines: [{ ...line, ...change }] });
  const without = (charge: boolean, allowances: Draft["allowances"] = []): Draft["allowances"] =>
    allowances.map((each) => (each.charge === charge ? { ...each, amount: undefined } : each));
  const totals = (change: Draft["totals"]): Draft => ({ ...sound, totals: { ...sound.totals, ...change } });
  const group = (change: Draft["groups"][number]): Draft => ({ ...sound, groups: sound.groups.map((each) => ({ ...each, ...change })) });
  const lacking: Readonly<Record<string, Draft>> = {
    "BR-02": { ...sound, id: undefined },
    "BR-03": { ...sound, issued: undefined },
    "BR-04": { ...sound, type: undefined },
    "BR-05": { ...sound, currency: undefined },
    "BR-12": totals({ lines: undefined }),
    "BR-13": totals({ exclusive: undefined }),
    "BR-14": totals({ inclusive: undefined }),
    "BR-15": totals({ payable: undefined }),
    "BR-16": { ...sound, lines: [] },
    "BR-21": lines({ id: undefined }),
    "BR-22": lines({ quantity: undefined }),
    "BR-24": lines({ net: undefined }),
    "BR-26": lines({ price: undefined }),
    "BR-31": { ...sound, allowances: without(false, sound.allowances) },
    "BR-36": { ...sound, allowances: without(true, sound.allowances) },
    "BR-41": lines({ allowances: without(false, line?.allowances) }),
    "BR-43": lines({ allowances: without(true, line?.allowances) }),
    "BR-45": group({ taxable: undefined }),
    "BR-46": group({ tax: undefined }),
  };

  test.each(Object.keys(readerRules))("%s: the document is refused with the rule's name", (id) => {
    const draft = lacking[id];
    if (draft === undefined) throw new Error(`There is no document without what ${id} asks for.`);
    const xml = renderDraft(draft);
    expect(() => parseUblInvoice(xml)).toThrow(DocumentError);
    expect(() => parseUblInvoice(xml)).toThrow(`is missing (${id}).`);
  });
});
