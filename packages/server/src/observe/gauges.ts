import type { ServerDeps } from "../deps.ts";

/** Adds what is read from storage when somebody asks: what waits for people, and what waits for a worker. */
export function serverGauges({ storage, telemetry }: Pick<ServerDeps, "storage" | "telemetry">): void {
  telemetry?.gauge({
    name: "baton.approvals.open",
    description: "Approvals that wait for somebody.",
    unit: "{approval}",
    read: async () => [{ value: await storage.approvals.count({ status: "open" }) }],
  });
  telemetry?.gauge({
    name: "baton.queue.jobs",
    description: "Jobs that wait for a worker, and that run.",
    unit: "{job}",
    read: async () =>
      await Promise.all(
        (["pending", "running"] as const).map(async (status) => ({
          value: await storage.jobs.count({ status: [status] }),
          attributes: { "baton.job.status": status },
        })),
      ),
  });
}
