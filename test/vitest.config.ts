import { defineConfig } from "vitest/config";

/** The editor's own are asked for: `BATON_BROWSER=1 pnpm test test/browser`. */
const ofEditor = "test/browser/**/*.test.ts";
const inBrowser = ["test/server/docs-page.test.ts", "test/agent-protocol/use-stream.test.ts", ...(process.env["BATON_BROWSER"] === "1" ? [ofEditor] : [])];

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    // Many tests wait for processes of their own, so every core gets a worker.
    maxWorkers: "100%",
    projects: [
      { test: { name: "unit", include: ["{packages,apps}/*/src/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        test: {
          name: "whole",
          include: ["test/**/*.test.ts", "graphs/**/*.test.ts"],
          exclude: ["**/node_modules/**", ...inBrowser, ofEditor],
          globalSetup: "test/cli/program.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      // One after the other: a browser, a server and a build are as much as two cores do at a time.
      {
        test: {
          name: "browser",
          include: inBrowser,
          globalSetup: ["test/chromium.ts", "test/cli/program.ts"],
          testTimeout: 180_000,
          hookTimeout: 240_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
