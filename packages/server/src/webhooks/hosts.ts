import { isIP } from "node:net";
import { BatonError } from "@baton/core";
import { rangeOf } from "./ranges.ts";

/** A host that webhooks may go to. */
export interface WebhookHost {
  readonly protocol: "https:" | "http:";
  /** As `URL.host` has it: without the port that its protocol has anyway. */
  readonly host: string;
  /** Which addresses it may have: anywhere in public, in a private network too, or this machine and no other. */
  readonly reach: "public" | "private" | "loopback";
}

const loopbackNames = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads the list of hosts that webhooks may go to: `hooks.example.com`, with a port `hooks.example.com:8443`, in a private network
 * `private:hooks.intra.example`, and on this machine `http://localhost:9000` or `https://localhost:9000`. All but the last are spoken to by HTTPS only.
 * @throws BatonError `webhook_hosts_invalid`.
 */
export function readWebhookHosts(entries: readonly string[]): readonly WebhookHost[] {
  return entries.map((entry) => {
    const wide = entry.startsWith("private:");
    const rest = wide ? entry.slice("private:".length) : entry;
    const written = /^https?:\/\//.test(rest) ? rest : `https://${rest}`;
    const url = URL.canParse(written) ? new URL(written) : undefined;
    if (url === undefined || url.pathname !== "/" || url.search !== "" || url.username !== "" || rest.includes("*")) throw invalid(entry);
    const { protocol, host, hostname } = url;
    const loopback = loopbackNames.test(hostname);
    if ((protocol !== "https:" && protocol !== "http:") || (protocol === "http:" && !loopback)) throw invalid(entry);
    return { protocol, host, reach: loopback ? "loopback" : wide ? "private" : "public" };
  });
}

function invalid(entry: string): BatonError {
  return new BatonError("webhook_hosts_invalid", "domain", `\`${entry}\` is no host that webhooks may go to.`, {
    fix: "Write `hooks.example.com`, with its port if it has one; `private:` before it for a private network; `http://localhost:9000` for this machine.",
  });
}

/** Which host of the list an address names. @throws BatonError `webhook_forbidden`. */
export function hostOfUrl(hosts: readonly WebhookHost[], address: string): { readonly url: URL; readonly reach: WebhookHost["reach"] } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const listed = hosts.find(({ protocol, host }) => url?.protocol === protocol && url.host === host);
  if (url === undefined || listed === undefined || url.username !== "" || url.password !== "") {
    throw new BatonError("webhook_forbidden", "policy", `Webhooks may not go to \`${url === undefined ? address : url.host}\`.`, {
      fix: "Use https and a host that the server lists for webhooks; whoever runs it adds one.",
    });
  }
  return { url, reach: listed.reach };
}

/** Why a host that may be reached so far may not have this address; undefined if it may. */
export function addressProblem(address: string, reach: WebhookHost["reach"]): string | undefined {
  const range = isIP(address) === 0 ? "none" : rangeOf(address);
  const allowed = { public: ["public"], private: ["public", "private", "loopback"], loopback: ["loopback"] }[reach];
  return allowed.includes(range) ? undefined : `its address ${address} is ${range === "none" ? "none" : `${range}, where webhooks to it may not go`}`;
}
