import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

interface Receiver {
  readonly server: Server;
  readonly url: string;
  readonly calls: string[];
}

async function receiver(answer: (url: string) => { readonly status: number; readonly location?: string }): Promise<Receiver> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    const { status, location } = answer(request.url ?? "");
    response.writeHead(status, location === undefined ? {} : { location });
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  return { server, calls, url: `http://localhost:${typeof bound === "object" ? bound?.port : ""}` };
}

let it: Target;
let key = "";
/** Nobody listed it: what only this machine reaches. */
let inside: Receiver;
/** Listed, and not to be trusted. */
let listed: Receiver;
beforeAll(async () => {
  inside = await receiver(() => ({ status: 200 }));
  listed = await receiver((url) => ({ status: Number(url.slice(1)), location: `${inside.url}/latest/meta-data` }));
  it = await target({ access: { webhookHosts: [listed.url] } });
  key = await it.key("alice", { permissions: ["designer"] });
});
afterAll(async () => {
  inside.server.close();
  listed.server.close();
  await it.close();
});

const run = (webhook: string) => ({ assistant_id: "echo", input: { data: {} }, webhook });

describe("a webhook", () => {
  test.each([301, 302, 303, 307, 308])("that is sent on elsewhere (%i) stays where it is", async (status) => {
    const path = `/${status}`;
    expect((await it.call(key, "/runs/wait", { method: "POST", body: run(`${listed.url}${path}`) })).status).toBe(200);
    const delivered = async (): Promise<readonly string[]> => {
      await it.clock.advance(1000);
      return (await it.deps.storage.deliveries.list({ status: "failed" })).map(({ url }) => url);
    };
    await expect.poll(delivered, { timeout: 10_000 }).toContain(`${listed.url}${path}`);
    expect(listed.calls).toContain(`POST ${path}`);
    expect(inside.calls).toEqual([]);
  });

  test("goes to listed hosts only, however another is written", async () => {
    const { port } = new URL(inside.url);
    const addresses = [
      inside.url,
      `http://127.0.0.1:${port}`,
      `http://127.1:${port}`,
      `http://0x7f000001:${port}`,
      `http://2130706433:${port}`,
      `http://[::1]:${port}`,
      `http://[::ffff:127.0.0.1]:${port}`,
      `http://localhost.:${port}`,
      `http://${new URL(listed.url).host}@localhost:${port}`,
      `http://localhost:${port}#@${new URL(listed.url).host}`,
      "http://169.254.169.254/latest/meta-data",
      "file:///etc/passwd",
      "gopher://localhost/",
      "//localhost",
      "localhost",
    ];
    for (const address of addresses) {
      for (const path of ["/runs/wait", "/runs"]) {
        const { status } = await it.call(key, path, { method: "POST", body: run(address) });
        expect({ address, status: status === 403 || status === 422 }).toEqual({ address, status: true });
      }
    }
    expect(inside.calls).toEqual([]);
  });
});
