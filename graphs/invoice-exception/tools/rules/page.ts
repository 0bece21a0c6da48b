import { readerRules, ruleSets } from "./registry.ts";

const opening = `# The rules that are checked

\`validate_invoice\` checks invoices and credit notes (UBL 2.1) by these rules of EN 16931 and PEPPOL BIS Billing 3. This page is made from the
registry in \`tools/rules\`; a test holds it to that (\`vitest run -u\` writes it anew).

A finding names its rule, its place (\`line 2\`, \`VAT S 25%\`), the element (XPath in the standard's own prefixes) and its line in the XML, and the
amounts expected and found in whole minor units (cents, whole yen, fils). All findings here are errors: the document is held.

**Tolerances** are those of the standard's published validation (CEN's Schematron) and of PEPPOL's. Amounts are rounded to the minor unit of their
currency, a half away from zero, and nothing is computed in floating point. Totals of the document and the taxable amounts of categories without a
rate are exact. The VAT of a group (BR-CO-17) and the taxable amount at a rate (BR-S-08, BR-AF-08, BR-AG-08) may be less than one unit of the currency
off (0.99 EUR, 0 JPY), because VAT may have been rounded line by line. PEPPOL allows 0.02 where a product is compared with an amount (R040, R120).
Where the standard says two decimals, a currency of ISO 4217 with none or three counts by its own.

**One mistake, one finding.** A total is measured by its parts as they are stated and as they should be, so that a wrong part does not blame the totals
above it. Rules that say the same thing twice are reported once, under the first name; the others stand in the finding's \`also\`.

**Not checked**: the code lists other than those below, attachments, cards and mandates, electronic addresses, schemes of identifiers, national rules.
`;

/** The page RULES.md. */
export function rulesPage(): string {
  const section = (title: string, rules: Readonly<Record<string, string>>): string =>
    `## ${title}\n\n${Object.entries(rules)
      .map(([id, summary]) => `- **${id}** ${summary}`)
      .join("\n")}\n`;
  return [
    opening,
    ...ruleSets.map(({ title, rules }) => section(title, rules)),
    section("Asked for by the reader: without these the document is refused, all that is missing named at once", readerRules),
  ].join("\n");
}
