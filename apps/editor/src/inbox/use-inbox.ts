import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { inboxCountQuery } from "../api/approvals.ts";
import { listen } from "../api/events.ts";

/** Reads anew whatever shows reviews, runs or waits as soon as the server tells of a change. */
export function useInboxLive(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      listen(({ type }) => {
        if (type === "graph") return;
        if (type !== "run") void client.invalidateQueries({ queryKey: ["inbox"] });
        void client.invalidateQueries({ queryKey: ["waits"] });
        void client.invalidateQueries({ queryKey: ["runs", "one"] });
      }),
    [client],
  );
}

/** How much waits for people, kept up to date. */
export function useInboxCount(): number {
  useInboxLive();
  return useQuery({ ...inboxCountQuery, retry: false }).data ?? 0;
}

/** The time, anew every few seconds: for what counts down. */
export function useNow(everyMs = 10_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
