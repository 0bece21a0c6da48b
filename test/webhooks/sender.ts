import { type Clock, type Job, memoryStorage, type Storage } from "@baton/runtime";
import { createLog, createWebhooks, type JobEnd, type WebhookOptions, type Webhooks } from "@baton/server";

/** What the server under test signs with. */
export const secret = "a-secret-that-both-sides-know";

export const startedAt = Date.parse("2026-11-20T08:00:00Z");

/** A job that has just ended. */
export const job: Job = {
  id: "0195-job",
  thread: "thr_1",
  assistant: "asst_1",
  graph: "desk",
  owner: "ana",
  status: "success",
  multitask: "reject",
  request: {},
  metadata: {},
  temporary: false,
  notBefore: 0,
  holder: undefined,
  attempts: 1,
  cancel: undefined,
  run: "run_1",
  error: undefined,
  createdAt: startedAt,
  updatedAt: startedAt,
};

/** Its end, as the Agent Protocol has it. */
export const end: JobEnd = {
  run: { run_id: job.id, thread_id: job.thread, assistant_id: job.assistant, status: "success", kwargs: { input: { question: "why?" } }, metadata: {} },
  values: { answer: "because" },
  startedAt,
  endedAt: startedAt + 1500,
};

export interface Sender extends Webhooks {
  readonly storage: Storage;
  /** Everything that was logged. */
  readonly lines: readonly string[];
}

/** A server's webhooks, for these hosts. */
export function sender(
  clock: Clock,
  hosts: readonly string[],
  options: WebhookOptions & { readonly storage?: Storage; readonly secrets?: readonly string[] } = {},
): Sender {
  const storage = options.storage ?? memoryStorage();
  const lines: string[] = [];
  const log = createLog({ level: "debug", version: "1.2.3", to: { write: (line) => void lines.push(line) } });
  const access = { auth: "local", hosts: [], origins: [], webhookHosts: hosts } as const;
  const webhooks = createWebhooks({ storage, clock, log, access, version: "1.2.3", webhookSecrets: options.secrets ?? [secret] }, options);
  return { ...webhooks, storage, lines };
}
