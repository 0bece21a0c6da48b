import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Where `baton serve` listens; the development server passes its calls on. */
const server = process.env["BATON_SERVER"] ?? "http://127.0.0.1:2024";
const routes = ["/baton", "/threads", "/runs", "/assistants", "/ok"];

/** Parts that load when they are needed, each in one file of its own. */
const groups = [
  { name: "elk", test: /node_modules\/(?:\.pnpm\/[^/]+\/node_modules\/)?elkjs/ },
  { name: "codemirror", test: /node_modules\/(?:\.pnpm\/[^/]+\/node_modules\/)?(?:@codemirror|@lezer)/ },
];

/** `@rjsf/core` exports a helper for its own tests, whose validator is not installed and would generate code; nothing here calls it. */
const noTestValidator: Plugin = {
  name: "no-test-validator",
  enforce: "pre",
  resolveId: (id) => (id === "@rjsf/validator-ajv8" ? "\0no-validator" : undefined),
  load: (id) => (id === "\0no-validator" ? "export default undefined;" : undefined),
};

export default defineConfig({
  plugins: [react(), noTestValidator],
  worker: { format: "es" },
  build: {
    target: "es2023",
    // Inlined data: addresses would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { output: { codeSplitting: { groups } } },
  },
  server: {
    proxy: Object.fromEntries(
      routes.map((route) => [route, { target: server, bypass: ({ headers }) => (headers.accept?.includes("text/html") === true ? "/index.html" : undefined) }]),
    ),
  },
});
