import { defineConfig } from "vitest/config";

const inBrowser = ["test/server/docs-page.test.ts", "test/agent-protocol/use-stream.test.ts", "test/browser/**/*.test.ts"];
const timed = "test/browser/first-ten-seconds.test.ts";
const browsers = {
  globalSetup: ["test/chromium.ts", "test/browser/build.ts", "test/cli/program.ts"],
  testTimeout: 300_000,
  hookTimeout: 120_000,
};

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
          exclude: ["**/node_modules/**", ...inBrowser],
          globalSetup: "test/cli/program.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      // A browser and a server each: two at a time are as much as two cores do. A machine that does much else may keep one waiting for too long, once.
      { test: { ...browsers, name: "browser", include: inBrowser, exclude: [timed], maxWorkers: 2, retry: 1, sequence: { groupOrder: 1 } } },
      // Its seconds are measured: nothing else goes on.
      { test: { ...browsers, name: "timed", include: [timed], maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
});
