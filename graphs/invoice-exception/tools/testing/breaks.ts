import { categories } from "../rules/categories.ts";
import type { Draft, DraftAllowance, DraftGroup, DraftLine, DraftParty, DraftTotals } from "./draft.ts";
import { soundDraft } from "./sound.ts";

/** A document that breaks one rule and no other; undefined where the rule is not for that kind of document. */
export type Break = (root: Draft["root"]) => Draft | undefined;

/** Lines, allowance and charge of one category and rate, the charge with base and percentage. */
function full(root: Draft["root"], category: string, rate: string | undefined): Draft {
  const draft = soundDraft({
    root,
    lines: [
      {
        quantity: 3,
        price: 1000,
        category,
        rate,
        allowances: [
          { charge: false, amount: 100 },
          { charge: true, amount: 200 },
        ],
      },
      { quantity: 1, price: 4000, category, rate },
    ],
    allowances: [
      { charge: false, amount: 300, category, rate },
      { charge: true, amount: 500, category, rate },
    ],
    prepaid: 1000,
    rounding: 4,
  });
  return allowance(1, { base: "50.00", percent: "10" })(draft);
}

type Edit = (draft: Draft) => Draft;

const totals =
  (change: DraftTotals): Edit =>
  (draft) => ({ ...draft, totals: { ...draft.totals, ...change } });
const line =
  (change: DraftLine): Edit =>
  (draft) => ({ ...draft, lines: draft.lines.map((each, at) => (at === 0 ? { ...each, ...change } : each)) });
const group =
  (change: DraftGroup): Edit =>
  (draft) => ({ ...draft, groups: draft.groups.map((each, at) => (at === 0 ? { ...each, ...change } : each)) });
const allowance =
  (index: number, change: Partial<DraftAllowance>): Edit =>
  (draft) => ({
    ...draft,
    allowances: draft.allowances.map((each, at) => (at === index ? { ...each, ...change } : each)),
  });
const lineAllowance =
  (index: number, change: Partial<DraftAllowance>): Edit =>
  (draft) =>
    line({ allowances: (draft.lines[0]?.allowances ?? []).map((each, at) => (at === index ? { ...each, ...change } : each)) })(draft);
const seller =
  (change: DraftParty): Edit =>
  (draft) => ({ ...draft, seller: { ...draft.seller, ...change } });
const buyer =
  (change: DraftParty): Edit =>
  (draft) => ({ ...draft, buyer: { ...draft.buyer, ...change } });
const change =
  (changes: Partial<Draft>): Edit =>
  (draft) => ({ ...draft, ...changes });
const representative = (changes: DraftParty): Edit => change({ representative: { name: "Representative AG", country: "DE", vat: "DE888888888", ...changes } });

const standard =
  (edit: Edit): Break =>
  (root) =>
    edit(full(root, "S", "25"));

/** Adds an amount to a decimal text, in hundredths. */
function plus(text: string | undefined, hundredths: number): string {
  return (Math.round(Number(text) * 100 + hundredths) / 100).toFixed(2);
}
const more = (text: (draft: Draft) => string | undefined, edit: (changed: string) => Edit, by = 500): Break =>
  standard((draft) => edit(plus(text(draft), by))(draft));
/** A third decimal, which rounding takes away again. */
const finer = (text: (draft: Draft) => string | undefined, edit: (changed: string) => Edit): Break =>
  standard((draft) => edit(`${text(draft) ?? "0.00"}1`)(draft));

/** What each rule's document is; the families of the VAT categories are {@link familyBreaks}. */
const generalBreaks: Readonly<Record<string, Break>> = {
  "BR-DEC-01": finer(
    (draft) => draft.allowances[0]?.amount,
    (amount) => allowance(0, { amount }),
  ),
  "BR-DEC-02": standard(allowance(0, { base: "10.001", percent: "30" })),
  "BR-DEC-05": finer(
    (draft) => draft.allowances[1]?.amount,
    (amount) => allowance(1, { amount }),
  ),
  "BR-DEC-06": standard(allowance(1, { base: "50.001" })),
  "BR-DEC-09": finer(
    (draft) => draft.totals.lines,
    (lines) => totals({ lines }),
  ),
  "BR-DEC-10": finer(
    (draft) => draft.totals.allowances,
    (allowances) => totals({ allowances }),
  ),
  "BR-DEC-11": finer(
    (draft) => draft.totals.charges,
    (charges) => totals({ charges }),
  ),
  "BR-DEC-12": finer(
    (draft) => draft.totals.exclusive,
    (exclusive) => totals({ exclusive }),
  ),
  "BR-DEC-13": finer(
    (draft) => draft.totals.tax,
    (tax) => totals({ tax }),
  ),
  "BR-DEC-14": finer(
    (draft) => draft.totals.inclusive,
    (inclusive) => totals({ inclusive }),
  ),
  "BR-DEC-15": standard((draft) => totals({ accountingTax: "100.001" })({ ...draft, taxCurrency: "SEK" })),
  "BR-DEC-16": finer(
    (draft) => draft.totals.prepaid,
    (prepaid) => totals({ prepaid }),
  ),
  "BR-DEC-17": finer(
    (draft) => draft.totals.rounding,
    (rounding) => totals({ rounding }),
  ),
  "BR-DEC-18": finer(
    (draft) => draft.totals.payable,
    (payable) => totals({ payable }),
  ),
  "BR-DEC-19": finer(
    (draft) => draft.groups[0]?.taxable,
    (taxable) => group({ taxable }),
  ),
  "BR-DEC-20": finer(
    (draft) => draft.groups[0]?.tax,
    (tax) => group({ tax }),
  ),
  "BR-DEC-23": finer(
    (draft) => draft.lines[0]?.net,
    (net) => line({ net }),
  ),
  "BR-DEC-24": standard(lineAllowance(0, { amount: "1.001" })),
  "BR-DEC-25": standard(lineAllowance(0, { base: "10.001", percent: "10" })),
  "BR-DEC-27": standard(lineAllowance(1, { amount: "2.001" })),
  "BR-DEC-28": standard(lineAllowance(1, { base: "20.001", percent: "10" })),

  "BR-01": standard(change({ specification: undefined })),
  "BR-06": standard(seller({ name: undefined })),
  "BR-07": standard(buyer({ name: undefined })),
  "BR-08": standard(seller({ country: undefined })),
  "BR-09": standard(seller({ country: "" })),
  "BR-10": standard(buyer({ country: undefined })),
  "BR-11": standard(buyer({ country: "" })),
  "BR-17": standard(change({ payee: "" })),
  "BR-18": standard(representative({ name: undefined })),
  "BR-19": standard(representative({ country: undefined })),
  "BR-20": standard(representative({ country: "" })),
  "BR-23": standard(line({ unit: undefined })),
  "BR-25": standard(line({ item: undefined })),
  "BR-29": standard(change({ period: { start: "2026-03-02", end: "2026-03-01" } })),
  "BR-30": standard(line({ period: { start: "2026-03-02", end: "2026-03-01" } })),
  "BR-32": standard(allowance(0, { category: undefined })),
  "BR-37": standard(allowance(1, { category: undefined })),
  "BR-47": standard(group({ category: undefined })),
  "BR-48": standard(group({ rate: undefined })),
  "BR-49": standard(change({ means: { account: "SE4550000000058398257466" } })),
  "BR-53": standard(change({ taxCurrency: "SEK" })),
  "BR-55": standard(change({ preceding: ["1", undefined] })),
  "BR-56": standard(representative({ vat: undefined })),
  "BR-57": standard(change({ delivery: { country: "" } })),
  "BR-61": standard(change({ means: { code: "58" } })),

  "BR-CL-01": (root) => change({ type: root === "Invoice" ? "381" : "380" })(full(root, "S", "25")),
  "BR-CL-05": standard(change({ taxCurrency: "EUX" })),
  "BR-CL-06": standard(change({ period: { code: "9" } })),
  "BR-CL-14": standard(buyer({ country: "ZZ" })),
  "BR-CL-17": standard(group({ category: "Q" })),
  "BR-CL-18": standard(line({ category: "Q" })),

  "BR-CO-03": standard(change({ taxPoint: "2026-03-18", period: { code: "35" } })),
  "BR-CO-04": standard(line({ category: undefined, rate: undefined })),
  "BR-CO-09": standard(buyer({ vat: "T9999999999999" })),
  "BR-CO-18": standard(change({ groups: [] })),
  "BR-CO-19": standard(change({ period: {} })),
  "BR-CO-20": standard(line({ period: {} })),
  "BR-CO-21": standard(allowance(0, { reason: undefined })),
  "BR-33": standard(allowance(0, { reason: undefined })),
  "BR-CO-22": standard(allowance(1, { reason: undefined })),
  "BR-38": standard(allowance(1, { reason: undefined })),
  "BR-CO-23": standard(lineAllowance(0, { reason: undefined })),
  "BR-42": standard(lineAllowance(0, { reason: undefined })),
  "BR-CO-24": standard(lineAllowance(1, { reason: undefined })),
  "BR-44": standard(lineAllowance(1, { reason: undefined })),
  // It is for invoices only.
  "BR-CO-25": (root) => (root === "Invoice" ? change({ terms: undefined })(full(root, "S", "25")) : undefined),
  "BR-CO-26": standard(seller({ vat: undefined, registration: undefined, tax: "999999-9801" })),

  "PEPPOL-EN16931-R120": standard(line({ price: "11.00" })),
  "PEPPOL-EN16931-R121": standard(line({ base: "0" })),
  "BR-27": standard(line({ price: "-10.00", quantity: "-3" })),
  "BR-28": standard(line({ grossPrice: "-10.00", discount: "-20.00" })),
  "PEPPOL-EN16931-R046": standard(line({ grossPrice: "12.00", discount: "1.00" })),
  "PEPPOL-EN16931-R040": standard(allowance(1, { percent: "11" })),
  "PEPPOL-EN16931-R041": standard(allowance(1, { base: undefined })),
  "PEPPOL-EN16931-R042": standard(allowance(1, { percent: undefined })),

  "BR-CO-10": more(
    (draft) => draft.totals.lines,
    (lines) => totals({ lines }),
    1,
  ),
  "BR-CO-11": more(
    (draft) => draft.totals.allowances,
    (allowances) => totals({ allowances }),
    1,
  ),
  "BR-CO-12": more(
    (draft) => draft.totals.charges,
    (charges) => totals({ charges }),
    1,
  ),
  "BR-CO-13": more(
    (draft) => draft.totals.exclusive,
    (exclusive) => totals({ exclusive }),
    1,
  ),
  "BR-CO-14": more(
    (draft) => draft.totals.tax,
    (tax) => totals({ tax }),
    1,
  ),
  "BR-CO-15": more(
    (draft) => draft.totals.inclusive,
    (inclusive) => totals({ inclusive }),
    1,
  ),
  "BR-CO-16": more(
    (draft) => draft.totals.payable,
    (payable) => totals({ payable }),
    1,
  ),
  "BR-CO-17": more(
    (draft) => draft.groups[0]?.tax,
    (tax) => group({ tax }),
  ),

  "BR-IC-11": (root) => change({ delivery: { country: "DE" } })(full(root, "K", "0")),
  "BR-IC-12": (root) => change({ delivery: { date: "2026-03-17" } })(full(root, "K", "0")),
  "BR-O-11": (root) => addGroup({ category: "Z", rate: "0", taxable: "0.00", tax: "0.00" })(full(root, "O", undefined)),
  "BR-O-12": (root) => addLine({ category: "Z", rate: "0" })(full(root, "O", undefined)),
  "BR-O-13": (root) => addAllowance(false)(full(root, "O", undefined)),
  "BR-O-14": (root) => addAllowance(true)(full(root, "O", undefined)),
  "BR-B-01": (root) => full(root, "B", "22"),
  "BR-B-02": (root) =>
    addGroup({ category: "S", rate: "22", taxable: "0.00", tax: "0.00" })(addLine({ category: "S", rate: "22" })(italian(full(root, "B", "22")))),
};

const addGroup =
  (added: DraftGroup): Edit =>
  (draft) => ({ ...draft, groups: [...draft.groups, added] });
/** A line that costs nothing, so that no sum changes. */
const addLine =
  (added: DraftLine): Edit =>
  (draft) => ({
    ...draft,
    lines: [...draft.lines, { id: "9", item: "Free", quantity: "1", unit: "C62", price: "0.00", net: "0.00", ...added }],
  });
const addAllowance =
  (charge: boolean): Edit =>
  (draft) => ({
    ...draft,
    allowances: [...draft.allowances, { charge, amount: "0.00", reason: "None", category: "Z", rate: "0" }],
  });
const italian: Edit = (draft) => ({
  ...draft,
  seller: { ...draft.seller, country: "IT", vat: "IT99999999990" },
  buyer: { ...draft.buyer, country: "IT", vat: "IT99999999991" },
  delivery: undefined,
});

const unlawful = { "above zero": "0", "zero or more": "-1", zero: "9", none: "0" } as const;

/** The rules of each category: the same document, broken in the same ways. */
function familyBreaks(): Record<string, Break> {
  return Object.fromEntries(
    categories.flatMap(({ code, letters, rate, seller: needs, reason }): [string, Break][] => {
      const own = { "above zero": "25", "zero or more": "7", zero: "0", none: undefined }[rate];
      const rated = own !== undefined && own !== "0";
      const of =
        (edit: Edit): Break =>
        (root) =>
          edit(full(root, code, own));
      const nameless: Edit = needs === "no VAT number" ? seller({ vat: "SE999999999801" }) : seller({ vat: undefined });
      // Beside lines that ask nothing of the parties.
      const beside =
        (kind: "allowance" | "charge"): Break =>
        (root) => {
          const lines = [{ quantity: 1, price: 1000, category: code === "O" ? "O" : "B", rate: code === "O" ? undefined : "22" }];
          const draft = soundDraft({ root, lines, allowances: [{ charge: kind === "charge", amount: 100, category: code, rate: own }] });
          return code === "S" || code === "O"
            ? nameless(full(root, code, own))
            : change({
                seller: { name: "Seller", country: "IT", registration: "1" },
                buyer: italian(draft).buyer,
                delivery: { date: "2026-03-17", country: "IT" },
              })(draft);
        };
      const doubled: Edit = (draft) => addGroup({ ...draft.groups[0], taxable: "0.00", tax: "0.00" })(draft);
      const ungrouped: Break = (root) => addLine({ category: code, rate: own })(full(root, code === "E" ? "Z" : "E", "0"));
      return [
        [`BR-${letters}-01`, code === "O" ? of(doubled) : ungrouped],
        [`BR-${letters}-02`, of(nameless)],
        [`BR-${letters}-03`, beside("allowance")],
        [`BR-${letters}-04`, beside("charge")],
        [`BR-${letters}-05`, of(line({ rate: unlawful[rate] }))],
        [`BR-${letters}-06`, of(allowance(0, { rate: unlawful[rate] }))],
        [`BR-${letters}-07`, of(allowance(1, { rate: unlawful[rate] }))],
        [`BR-${letters}-08`, of((draft) => group({ taxable: plus(draft.groups[0]?.taxable, rated ? 100 : 1) })(draft))],
        [`BR-${letters}-09`, of((draft) => group({ tax: plus(draft.groups[0]?.tax, rated ? 150 : 1) })(draft))],
        [`BR-${letters}-10`, of(group({ reason: reason === "required" ? undefined : "Because" }))],
      ];
    }),
  );
}

/** By rule, a document that breaks it. */
export const breaks: Readonly<Record<string, Break>> = { ...generalBreaks, ...familyBreaks() };
