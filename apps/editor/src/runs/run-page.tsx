import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type JSX, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { graphQuery } from "../api/graph.ts";
import { runQuery, versionQuery, type WholeRun } from "../api/runs.ts";
import { Message } from "../shell/message.tsx";
import { RunScope } from "./run-scope.tsx";
import { RunWorkspace } from "./run-workspace.tsx";
import { useVersionDocument } from "./use-version-document.ts";

/** `/runs/:id`: one run on the version that it ran with, with its timeline. */
export function RunPage(): JSX.Element {
  const { run: id } = useParams({ from: "/runs/$run" });
  const { t } = useTranslation(["runs", "elements"]);
  // Read once: what it does from there on is followed.
  const { data, error, refetch } = useQuery({ ...runQuery(id), refetchOnWindowFocus: false, refetchOnReconnect: false, staleTime: Infinity });
  if (error !== null && data === undefined) return <Failed message={error.message} again={() => void refetch()} />;
  if (data === undefined)
    return (
      <div role="status" className="sr">
        {t("one.loading")}
      </div>
    );
  return <Opened key={data.id} run={data} />;
}

function Opened({ run }: { readonly run: WholeRun }): JSX.Element | undefined {
  const { t } = useTranslation("runs");
  const version = useQuery(versionQuery(run.graph, run.graphHash));
  const current = useQuery({ ...graphQuery(run.graph), refetchOnWindowFocus: false });
  const document = useVersionDocument(run, version.data, current.data, current.isPending);
  const title = document?.store.getState().shown.graph?.title ?? run.graph;
  useEffect(() => {
    window.document.title = t("one.page", { title });
  }, [t, title]);
  if (version.error !== null) return <Failed message={version.error.message} again={() => void version.refetch()} />;
  if (document === undefined) return undefined;
  return (
    <RunScope document={document} run={run}>
      <RunWorkspace />
    </RunScope>
  );
}

function Failed({ message, again }: { readonly message: string; readonly again: () => void }): JSX.Element {
  const { t } = useTranslation(["runs", "elements"]);
  return (
    <Message title={t("one.failed")} text={message}>
      <Button onClick={again}>{t("elements:retry")}</Button>
    </Message>
  );
}
