import { NativeSelect, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { type JSX, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphQuery } from "../api/graph.ts";
import { versionsQuery } from "../api/versions.ts";
import { Message } from "../shell/message.tsx";
import { TopBar } from "../shell/top-bar.tsx";
import { when } from "../start/figures.ts";
import { ChangeList } from "./change-list.tsx";
import css from "./compare.module.css";
import { Drawing } from "./drawing.tsx";
import { compare } from "./meaning.ts";
import { TextDiff } from "./text-diff.tsx";
import { unionOf } from "./union.ts";
import { now, useSide, withoutOthers } from "./use-sides.ts";

/** `/g/:graph/diff/:from..:to`: what one version of a graph has that another has not. */
export function ComparePage(): JSX.Element {
  const { t } = useTranslation("compare");
  const { graph, range } = useParams({ from: "/g/$graph/diff/$range" });
  const [first = now, last = now] = range.split("..");
  const [older, newer] = [useSide(graph, first), useSide(graph, last)];
  const { data } = useQuery(graphQuery(graph));
  const [view, setView] = useState<"drawing" | "text">("drawing");
  const manifest = data?.manifest;
  const both = useMemo(() => {
    if (older.side === undefined || newer.side === undefined) return undefined;
    const [from, to] = [withoutOthers(older.side, newer.side), withoutOthers(newer.side, older.side)];
    const comparison = compare(from, to);
    const readable = from.reading.graph !== undefined && to.reading.graph !== undefined;
    return { from, to, comparison, union: readable && manifest !== undefined ? unionOf(from, to, comparison, manifest) : undefined };
  }, [older.side, newer.side, manifest]);
  const title = newer.side?.reading.graph?.title ?? graph;
  useEffect(() => {
    document.title = t("page", { title });
  }, [t, title]);
  const error = older.error ?? newer.error;
  return (
    <div className={css["page"]}>
      <TopBar
        actions={
          <SegmentedControl
            size="xs"
            aria-label={t("views.label")}
            value={view}
            onChange={(value) => setView(value === "text" ? "text" : "drawing")}
            data={(["drawing", "text"] as const).map((value) => ({ value, label: t(`views.${value}`) }))}
          />
        }
      >
        <div className={css["crumb"]}>
          <Link to="/">{t("graphs")}</Link>
          <span>/</span>
          <Link to="/g/$graph" params={{ graph }}>
            {title}
          </Link>
          <span>/</span>
          <h1>{t("title")}</h1>
        </div>
        <Choice graph={graph} label={t("from")} value={older.version ?? first} other={last} side="from" />
        <ArrowRight size={14} aria-hidden />
        <Choice graph={graph} label={t("to")} value={newer.version ?? last} other={first} side="to" />
      </TopBar>
      {error !== null && <Message title={t("failed")} text={error.message} />}
      <div className={css["work"]}>
        <aside className={css["list"]} aria-label={t("title")}>
          {both !== undefined && <ChangeList comparison={both.comparison} />}
        </aside>
        <main className={css["main"]} data-view={view}>
          {view === "drawing" && <div className={css["canvas"]}>{both?.union !== undefined && <Drawing union={both.union} />}</div>}
          {view === "drawing" && both !== undefined && both.union === undefined && <p className={css["quiet"]}>{t("unread")}</p>}
          <div className={css["text"]}>{both !== undefined && <TextDiff from={both.from.files} to={both.to.files} />}</div>
        </main>
      </div>
    </div>
  );
}

interface ChoiceProps {
  readonly graph: string;
  readonly label: string;
  readonly value: string;
  readonly other: string;
  readonly side: "from" | "to";
}

function Choice({ graph, label, value, other, side }: ChoiceProps): JSX.Element {
  const { t } = useTranslation("compare");
  const navigate = useNavigate();
  const { data: versions = [] } = useQuery(versionsQuery(graph));
  const told = versions.map(({ hash, createdAt, publishedAt }) => {
    const short = hash.replace("sha256-", "").slice(0, 6);
    const named =
      publishedAt === undefined
        ? t("ran", { hash: short, when: when(createdAt, Date.now()) })
        : t("published", { hash: short, when: when(publishedAt, Date.now()) });
    return { value: hash, label: named };
  });
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value}
      data={[{ value: now, label: t("now") }, ...told]}
      onChange={({ currentTarget: { value: chosen } }) => {
        const range = side === "from" ? `${chosen}..${other}` : `${other}..${chosen}`;
        void navigate({ to: "/g/$graph/diff/$range", params: { graph, range } });
      }}
    />
  );
}
