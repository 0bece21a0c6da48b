import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    // Many tests wait for processes of their own, so every core gets a worker.
    maxWorkers: "100%",
    projects: [
      { test: { name: "unit", include: ["{packages,apps}/*/src/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: "whole", include: ["test/**/*.test.ts", "graphs/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 } },
    ],
  },
});
