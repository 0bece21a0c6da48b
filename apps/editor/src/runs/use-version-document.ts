import { BatonError, hostManifestSchema } from "@baton/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { GraphDocument } from "../api/graph.ts";
import type { WholeRun } from "../api/runs.ts";
import { latestWins } from "../document/checker/latest.ts";
import { workerPort } from "../document/checker/worker-port.ts";
import { type GraphDocumentStore, openDocument } from "../document/document.ts";
import { layoutFile } from "../document/files.ts";

const noHost = hostManifestSchema.parse({});

/** The version that a run has, to look at. Where its nodes stand is no part of a version, so they stand where the graph has them now. */
export function useVersionDocument(
  { graph, graphHash }: WholeRun,
  files: Readonly<Record<string, string>> | undefined,
  current: GraphDocument | undefined,
  waits: boolean,
): GraphDocumentStore | undefined {
  const { t } = useTranslation("runs");
  const [document, setDocument] = useState<GraphDocumentStore>();
  useEffect(() => {
    if (files === undefined || waits) return undefined;
    const layout = current?.files[layoutFile];
    const opened = openDocument(
      {
        id: graph,
        etag: graphHash,
        files: layout === undefined ? files : { ...files, [layoutFile]: layout },
        manifest: current?.manifest ?? noHost,
        writable: false,
      },
      { checker: (told) => latestWins(workerPort(), told), now: () => Date.now() },
    );
    const message = t("one.readonly");
    setDocument({
      ...opened,
      change: () => {
        throw new BatonError("graphs_read_only", "policy", message);
      },
    });
    return () => opened.close();
  }, [graph, graphHash, files, current, waits, t]);
  return document;
}
