import * as fc from "fast-check";
import { expect, test } from "vitest";
import { program } from "./generate.ts";
import { expected, prepare, ran } from "./world.ts";
test("x", async () => {
  const fails = new Map<string, { n: number; ex: unknown }>();
  let t = Date.now(); let ref = 0;
  const seed = Number(process.env.SEED ?? 1);
  const N = Number(process.env.N ?? 150);
  for (const p of fc.sample(program, { numRuns: N, seed })) {
    const prep = prepare(p);
    const note = (k: string, ex: unknown) => { const c = fails.get(k) ?? { n: 0, ex }; c.n++; fails.set(k, c); };
    if (prep.errors.length) { note("check", prep.errors); continue; }
    const a = Date.now();
    let want;
    try { want = expected(prep); } catch (e) { note("ref " + e, (e as Error).stack); continue; }
    ref += Date.now() - a;
    for (const debug of [false, true]) {
      try {
        const { limited, ...got } = await ran(prep, debug);
        for (const k of ["ends", "ports", "calls", "journal", "state", "used"] as const) {
          try { expect(got[k]).toEqual(want[k]); } catch (e) { note(`${k} ${debug}`, [JSON.stringify(got[k]), JSON.stringify(want[k])]); break; }
        }
      } catch (e) { note(`throw ${debug} ${String(e).slice(0, 100)}`, (e as Error).stack?.slice(0, 600)); }
    }
  }
  console.log(Date.now() - t, ref, JSON.stringify([...fails], null, 1));
}, 600000);
