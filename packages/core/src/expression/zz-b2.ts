import { compileValue } from "./compile.ts";
import { withVariables } from "./scope.ts";
const obj = (p: any) => ({ type: "object", properties: p, required: Object.keys(p), additionalProperties: false });
const base = { variables: new Map<string, any>([["decision", obj({ outcome: { enum: ["release", "hold"] }, why: { type: "string" } })], ["matched", obj({ payable_minor: { type: "integer" }, invoice_id: { type: "string" } })], ["items", { type: "array", items: obj({ id: { type: "string" }, impact_minor: { type: "integer" } }) }]]) };
const args = obj({ amount_minor: { type: "integer" } });
const scope = withVariables(base, { args });
const texts = ["decision.outcome == 'release' && args.amount_minor <= matched.payable_minor", "matched.invoice_id", "items.map(i, i.impact_minor).sum()", "{{ decision.why }} and {{ matched.payable_minor }}", "decision"];
for (let round = 0; round < 12; round++) {
  let t = process.cpuUsage().user/1000;
  for (let i = 0; i < 5000; i++) compileValue(texts[i % texts.length]!, i % 5 === 0 ? withVariables(base, { args }) : scope, { expects: i % 2 ? true : { type: "boolean" } });
  console.log("5000 compiles ms", (process.cpuUsage().user/1000 - t).toFixed(1));
}
