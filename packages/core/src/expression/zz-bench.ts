import { compileValue } from "./compile.ts";
import { withVariables } from "./scope.ts";
const obj = (p: any) => ({ type: "object", properties: p, required: Object.keys(p), additionalProperties: false });
const base = { variables: new Map<string, any>([["decision", obj({ outcome: { enum: ["release", "hold"] }, why: { type: "string" } })], ["matched", obj({ payable_minor: { type: "integer" }, invoice_id: { type: "string" } })], ["items", { type: "array", items: obj({ id: { type: "string" }, impact_minor: { type: "integer" } }) }]]) };
const args = obj({ amount_minor: { type: "integer" } });
const scope = withVariables(base, { args });
const texts = ["decision.outcome == 'release' && args.amount_minor <= matched.payable_minor", "matched.invoice_id", "items.map(i, i.impact_minor).sum()", "{{ decision.why }} and {{ matched.payable_minor }}", "decision"];
for (let round = 0; round < 4; round++) {
  let t = performance.now();
  for (let i = 0; i < 5000; i++) compileValue(texts[i % texts.length]!, i % 5 === 0 ? withVariables(base, { args }) : scope, { expects: i % 2 ? true : { type: "boolean" } });
  console.log("5000 compiles ms", (performance.now() - t).toFixed(1));
}
const c = compileValue(texts[0]!, scope);
const values = { decision: { outcome: "release", why: "x" }, matched: { payable_minor: 5, invoice_id: "a" }, args: { amount_minor: 5 } };
for (let round = 0; round < 4; round++) {
  const t = performance.now();
  for (let i = 0; i < 200000; i++) c.evaluate(values);
  console.log("us per evaluate", ((performance.now() - t) * 1000 / 200000).toFixed(3));
}
import { Environment } from "@marcbachmann/cel-js";
const env = new Environment({ unlistedVariablesAreDyn: true });
const f = env.parse(texts[0]!);
const v2 = { decision: { outcome: "release", why: "x" }, matched: { payable_minor: 5n, invoice_id: "a" }, args: { amount_minor: 5n } };
f(v2);
for (let round = 0; round < 3; round++) {
  const t = performance.now();
  for (let i = 0; i < 200000; i++) f(v2);
  console.log("cel-js us per evaluate", ((performance.now() - t) * 1000 / 200000).toFixed(3));
}
for (const [e, x] of [["[1] == x", ["a"]], ["x.all(i, i != null || true)", [null, 1]], ["'a' in x", [1, "a"]], ["1 in x", ["a", 1n]], ["x == y", [1, "a"]]] as const) { try { console.log(e, env.parse(e)({ x, y: ["a", 1] })); } catch (err: any) { console.log(e, err.message.split("\n")[0]); } }
const big = Array.from({ length: 3000 }, (_, i) => BigInt(i)); let t = performance.now(); env.parse("x.all(a, x.all(b, a + b >= 0))")({ x: big }); console.log("cel-js 3000^2", performance.now() - t);
