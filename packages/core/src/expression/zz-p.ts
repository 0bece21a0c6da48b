import { parseCel } from "./parse.ts";
const texts = ["decision.outcome == 'release' && args.amount_minor <= matched.payable_minor", "matched.invoice_id", "items.map(i, i.impact_minor).sum()", "decision.why", "decision"];
for (let round = 0; round < 4; round++) {
  let t = performance.now();
  for (let i = 0; i < 5000; i++) parseCel(texts[i % 5]!);
  console.log("parse only", (performance.now() - t).toFixed(1));
}
