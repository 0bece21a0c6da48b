import { defineHost, type Host } from "baton";

/** The host of the graph beside: one agent elsewhere, at an address that the environment has. */
export function remoteHost(more: { readonly effect?: "read" | "write"; readonly timeout?: string; readonly calls?: number } = {}): Host {
  return defineHost({
    env: ["CREDIT_URL", "CREDIT_KEY"],
    agents: {
      credit_bureau: {
        url: "${env:CREDIT_URL}",
        apiKey: "${env:CREDIT_KEY}",
        graph: "bureau",
        effect: more.effect ?? "read",
        ...(more.timeout === undefined ? {} : { timeout: more.timeout }),
        ...(more.calls === undefined ? {} : { budget: { calls: more.calls } }),
      },
    },
  });
}
