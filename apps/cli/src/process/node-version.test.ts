import { expect, it } from "vitest";
import { nodeProblem } from "./node-version.ts";

it.each(["22.18.0", "22.30.1", "24.11.0", "24.21.0", "26.0.0", "27.1.0"])("runs on Node.js %s", (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

it.each(["18.20.0", "20.11.1", "22.17.9", "23.11.0", "24.10.0", "25.1.0"])("refuses Node.js %s by name", (version) => {
  expect(nodeProblem(version)).toContain(`this is ${version}`);
});
