import { type Finding, finding } from "../finding.ts";
import { type Invoice, vatPlace } from "../ubl/invoice.ts";
import { splitPayment } from "./categories.ts";
import { type RuleSet, spot } from "./rule.ts";
import { taxUses, useKinds } from "./uses.ts";

/** What some categories ask of the document beyond what all have in common. */
export const mixingRules: RuleSet = {
  title: "Categories that need more, or stand alone",
  rules: {
    "BR-IC-11": "With a VAT group of category K there is a day of delivery, or an invoicing period.",
    "BR-IC-12": "With a VAT group of category K the country of delivery is stated.",
    "BR-O-11": "Beside a VAT group of category O there is no other.",
    "BR-O-12": "Beside a VAT group of category O all lines are of it.",
    "BR-O-13": "Beside a VAT group of category O all allowances are of it.",
    "BR-O-14": "Beside a VAT group of category O all charges are of it.",
    "BR-B-01": "Split payment (category B) is for Italian invoices only.",
    "BR-B-02": "Category S does not stand beside split payment (category B).",
  },
  check: (invoice) => [...checkDelivery(invoice), ...checkOutsideScope(invoice), ...checkSplitPayment(invoice)],
};

function checkDelivery({ taxes, delivery, period, source }: Invoice): Finding[] {
  const group = taxes.find(({ category }) => category === "K");
  if (group === undefined) return [];
  const from = delivery?.source ?? source;
  const findings: Finding[] = [];
  if (delivery?.date === undefined && period?.start === undefined && period?.end === undefined && period?.tax_point_code === undefined)
    findings.push(finding("BR-IC-11", spot("delivery", from), "An intra-community supply (VAT category K) needs the day of delivery or an invoicing period."));
  if (delivery?.country === undefined)
    findings.push(finding("BR-IC-12", spot("delivery", from), "An intra-community supply (VAT category K) needs the country that it was delivered to."));
  return findings;
}

/** One finding, named by the first of breakdown, lines, allowances and charges that has another category; the rest follows from the same mixture. */
function checkOutsideScope(invoice: Invoice): Finding[] {
  if (!invoice.taxes.some(({ category }) => category === "O")) return [];
  const uses = taxUses(invoice);
  const others = [
    invoice.taxes.filter(({ category }) => category !== "O").map((group) => spot(vatPlace(group), group.source)),
    ...useKinds.map((kind) => uses.filter((use) => use.kind === kind && use.tax.category !== "O" && use.tax.category !== "").map(({ at }) => at)),
  ];
  const broken = others.flatMap(([at], index) => (at === undefined ? [] : [{ rule: `BR-O-${11 + index}`, at }]));
  const [first, ...rest] = broken;
  if (first === undefined) return [];
  const message = "The document is not subject to VAT (category O), but this part has another VAT category; bill it apart.";
  const also = rest.map(({ rule }) => rule);
  return [{ ...finding(first.rule, first.at, message), ...(also.length === 0 ? {} : { also }) }];
}

function checkSplitPayment(invoice: Invoice): Finding[] {
  const groups = invoice.taxes.map((group) => ({ tax: group, at: spot(vatPlace(group), group.source) }));
  const uses = [...taxUses(invoice), ...groups];
  const [split] = uses.filter(({ tax }) => tax.category === splitPayment);
  if (split === undefined) return [];
  const { seller, buyer, representative, delivery } = invoice;
  const abroad = [seller.country, buyer.country, representative?.country, delivery?.country].find(
    (country) => country !== undefined && country !== "" && country !== "IT",
  );
  return [
    ...(abroad === undefined ? [] : [finding("BR-B-01", split.at, `Split payment (VAT category B) is for Italian invoices; this one also names ${abroad}.`)]),
    ...(uses.some(({ tax }) => tax.category === "S") ? [finding("BR-B-02", split.at, "VAT category S may not stand beside split payment (category B).")] : []),
  ];
}
