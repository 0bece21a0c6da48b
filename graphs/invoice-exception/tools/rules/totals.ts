import { amountFinding, type Finding } from "../finding.ts";
import type { Invoice } from "../ubl/invoice.ts";
import { type Figure, judgeBreakdown } from "./breakdown.ts";
import { type RuleSet, spot } from "./rule.ts";
import { sum } from "./uses.ts";

export const totalRules: RuleSet = {
  title: "Totals of the document",
  rules: {
    "BR-CO-10": "The sum of lines is the sum of the lines' net amounts.",
    "BR-CO-11": "The sum of allowances is the sum of the document's allowances.",
    "BR-CO-12": "The sum of charges is the sum of the document's charges.",
    "BR-CO-13": "The total without VAT is the sum of lines − the sum of allowances + the sum of charges.",
    "BR-CO-14": "The VAT total is the sum of the VAT groups' tax amounts.",
    "BR-CO-15": "The total with VAT is the total without VAT + the VAT total.",
    "BR-CO-16": "The amount due is the total with VAT − what was prepaid + the rounding amount.",
  },
  check: (invoice) => checkTotals(invoice),
};

/**
 * Each total against the parts that the standard makes it of, exactly: they are amounts on the document. Where a part is wrong itself, the
 * total may fit it as stated or as it should be, so that one wrong amount is one finding and not a chain of them.
 */
function checkTotals(invoice: Invoice): Finding[] {
  const { totals, lines, allowances, currency } = invoice;
  const findings: Finding[] = [];
  const judge = (rule: string, place: string, child: string, what: string, found: number, parts: readonly Figure[]): Figure => {
    const stated = BigInt(found);
    const right = sum(parts.map((part) => part.right));
    if (stated === right || stated === sum(parts.map((part) => part.stated))) return { stated, right: stated };
    const source = rule === "BR-CO-14" ? totals.tax_source : totals.source;
    findings.push(...amountFinding(rule, spot(place, source ?? totals.source, child), what, currency, right, stated));
    return { stated, right };
  };
  const amounts = (charge: boolean): Figure[] => allowances.filter((each) => each.charge === charge).map((each) => plain(each.amount_minor));

  const net = judge(
    "BR-CO-10",
    "sum of lines",
    "cbc:LineExtensionAmount",
    "The sum of the lines' net amounts",
    totals.lines_minor,
    lines.map((line) => plain(line.net_minor)),
  );
  const allowed = judge(
    "BR-CO-11",
    "sum of allowances",
    "cbc:AllowanceTotalAmount",
    "The sum of the document's allowances",
    totals.allowances_minor,
    amounts(false),
  );
  const charged = judge("BR-CO-12", "sum of charges", "cbc:ChargeTotalAmount", "The sum of the document's charges", totals.charges_minor, amounts(true));
  const parts = [net, negative(allowed), charged];
  const exclusive = judge("BR-CO-13", "total without VAT", "cbc:TaxExclusiveAmount", "The total without VAT", totals.tax_exclusive_minor, parts);
  const groups = judgeBreakdown(invoice).taxes;
  // Without a breakdown BR-CO-18 says it all.
  const vat = groups.length === 0 ? plain(totals.tax_minor) : judge("BR-CO-14", "VAT total", "cbc:TaxAmount", "The VAT total", totals.tax_minor, groups);
  const inclusive = judge("BR-CO-15", "total with VAT", "cbc:TaxInclusiveAmount", "The total with VAT", totals.tax_inclusive_minor, [exclusive, vat]);
  const due = [inclusive, plain(-totals.prepaid_minor), plain(totals.rounding_minor)];
  judge("BR-CO-16", "amount due", "cbc:PayableAmount", "The amount due", totals.payable_minor, due);
  return findings;
}

/** An amount that no rule judges. */
function plain(minor: number): Figure {
  return { stated: BigInt(minor), right: BigInt(minor) };
}

function negative({ stated, right }: Figure): Figure {
  return { stated: -stated, right: -right };
}
