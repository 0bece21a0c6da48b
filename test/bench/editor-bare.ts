import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { build } from "esbuild";
import { placeOf } from "./editor-graphs.ts";

const modules = join(import.meta.dirname, "../../apps/editor/node_modules");
const styles = readFileSync(join(modules, "@xyflow/react/dist/style.css"), "utf8");
const html = `<!doctype html><meta charset="utf-8"><title>Bare</title><style>html,body,#root{height:100%;margin:0}${styles}</style><div id="root"></div><script type="module" src="/page.js"></script>`;

/** React Flow by itself, as its manual shows it: its own nodes, nothing checked, nothing kept. */
const page = `
import { createElement as h } from "react";
import { createRoot } from "react-dom/client";
import { Background, Controls, MiniMap, ReactFlow, useEdgesState, useNodesState } from "@xyflow/react";
function Bare({ data }) {
  const [nodes, , onNodesChange] = useNodesState(data.nodes);
  const [edges, , onEdgesChange] = useEdgesState(data.edges);
  return h(ReactFlow, { nodes, edges, onNodesChange, onEdgesChange, fitView: true, minZoom: 0.05, panOnScroll: true, onlyRenderVisibleElements: true },
    h(Background), h(Controls), h(MiniMap));
}
const data = await (await fetch("/data" + location.pathname)).json();
createRoot(document.getElementById("root")).render(h(Bare, { data }));
`;

/** Serves a canvas of React Flow's own nodes; the path says how many. */
export async function serveBare(): Promise<{ readonly url: string; close(): void }> {
  const { outputFiles } = await build({
    stdin: { contents: page, resolveDir: import.meta.dirname, loader: "js" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    nodePaths: [modules],
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  const script = outputFiles[0]?.text ?? "";
  const http = createServer(({ url = "/" }, response) => {
    if (url === "/page.js") response.setHeader("content-type", "text/javascript").end(script);
    else if (url.startsWith("/data/")) response.setHeader("content-type", "application/json").end(JSON.stringify(bare(Number(url.slice(6)))));
    else response.setHeader("content-type", "text/html").end(html);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  };
}

function bare(count: number) {
  const perRow = Math.ceil(Math.sqrt(count / 2) / 4) * 4;
  return {
    nodes: Array.from({ length: count }, (_, index) => ({ id: `n${index}`, position: placeOf(index, perRow), data: { label: `Count ${index}` } })),
    edges: Array.from({ length: count - 1 }, (_, index) => ({ id: `e${index}`, source: `n${index}`, target: `n${index + 1}`, type: "smoothstep" })),
  };
}
