import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { build } from "esbuild";

const html = '<!doctype html><meta charset="utf-8"><title>Chat</title><div id="root"></div><script type="module" src="/page.js"></script>';

/** Serves the page that uses LangGraph's React hook, at an origin of its own. */
export async function servePage(): Promise<{ readonly origin: string; close(): void }> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "page/page.tsx")],
    bundle: true,
    write: false,
    format: "esm",
    tsconfigRaw: { compilerOptions: { jsx: "react-jsx" } },
    nodePaths: [join(import.meta.dirname, "../../apps/editor/node_modules")],
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  const script = outputFiles[0]?.text ?? "";
  const http = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html").end(isScript ? script : html);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  return {
    origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  };
}
