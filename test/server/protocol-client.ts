/** An event of LangGraph's streaming protocol as it is on the wire. */
export interface Wire {
  readonly event_id: string;
  readonly seq: number;
  readonly method: string;
  readonly params: { readonly namespace: readonly string[]; readonly node?: string; readonly data: Readonly<Record<string, unknown>> };
}

const everything = ["values", "updates", "messages", "custom", "lifecycle", "input", "checkpoints", "tasks"];

/** Events of a thread as a client reads them, until it was said `runs` times that a run stopped, or the server is gone. */
export async function eventsOf(url: string, thread: string, filter: object = {}, runs = 1, each?: (event: Wire) => void): Promise<readonly Wire[]> {
  const leave = new AbortController();
  const response = await fetch(`${url}/threads/${thread}/stream/events`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ channels: everything, ...filter }),
    signal: leave.signal,
  });
  if (response.headers.get("content-type") !== "text/event-stream") throw new Error(`no stream: ${response.status} ${await response.text()}`);
  const events: Wire[] = [];
  let left = runs;
  try {
    for await (const { id, event } of blocksOf(response)) {
      if (id !== String(event.seq)) throw new Error(`id ${id} of event ${event.seq}`);
      events.push(event);
      each?.(event);
      if (event.method === "lifecycle" && event.params.namespace.length === 0 && event.params.data["event"] !== "running") left -= 1;
      if (left === 0) break;
    }
  } catch (error) {
    // Its server is gone.
    if (!(error instanceof TypeError)) throw error;
  }
  leave.abort();
  return events;
}

async function* blocksOf(response: Response): AsyncGenerator<{ readonly id: string | undefined; readonly event: Wire }> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data === undefined) continue;
      const event: Wire = JSON.parse(data);
      yield { id: /^id: (.*)$/m.exec(block)?.[1], event };
    }
  }
}

/** Sends a command to a thread and gives its answer. */
export async function command(url: string, thread: string, method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${url}/threads/${thread}/commands`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id: 7, method, params }),
  });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const answer: Readonly<Record<string, unknown>> = JSON.parse(await response.text());
  return answer;
}

/** What the events of one method say. */
export function told(events: readonly Wire[], method: string): readonly Wire["params"]["data"][] {
  return events.filter((event) => event.method === method).map(({ params }) => params.data);
}
