import fc from "fast-check";
import { typedCases } from "./soundness-arbitraries.ts";
import { compileValue } from "./compile.ts";
import { validator } from "../validate/validator.ts";
const m = new Map<string, number>(); let len = 0; let bad = 0, pi=0;
let t0 = performance.now();
const cases = fc.sample(typedCases, 1000);
console.log("gen", performance.now() - t0);
for (const { x, y, source, xs, ys } of cases) {
  len += source.length;
  const c = compileValue(source, { variables: new Map([["x", x], ["y", y]]), channels: new Set(["y"]) });
  if (!validator(x)(xs).ok || !validator(y)(ys).ok) { if (pi++ < 2) console.log(validator(x)(xs), validator(y)(ys)); bad++; }
  for (const p of c.problems.slice(0, 1)) { const k = p.code + " " + p.message.replaceAll(/`[^`]*`/g, "_").slice(0, 70); m.set(k, (m.get(k) ?? 0) + 1); }
  if (!c.problems.length) m.set("ok", (m.get("ok") ?? 0) + 1);
}
console.log(len / 1000, bad, [...m].sort((a, b) => b[1] - a[1]).slice(0, 20)); console.log(cases.slice(0, 10).map((c) => c.source.slice(0, 200)));
