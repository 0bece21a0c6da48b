import type { Diagnostic } from "@baton/core";
import { Button } from "@mantine/core";
import { CircleCheck, CircleX, Lightbulb, TriangleAlert } from "lucide-react";
import { type JSX, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../document/use-change.ts";
import { useDocumentState } from "../document/use-document.tsx";
import { useSelected, useSelection } from "../selection/use-selection.tsx";
import { usePageState } from "../graph/page-state.ts";
import { useTexts } from "../text/text-state.ts";
import css from "./problems.module.css";
import { Prose } from "./prose.tsx";

const icons = { error: CircleX, warning: TriangleAlert, advice: Lightbulb };

const ranks = { error: 0, warning: 1, advice: 2 } as const;

/** All that the checker finds, the worst first, else in the order of the file; a click goes there, a button repairs. */
export function Problems(): JSX.Element {
  const { t } = useTranslation("graph");
  const found = useDocumentState((state) => state.problems);
  const problems = useMemo(() => found.toSorted((one, other) => ranks[one.severity] - ranks[other.severity]), [found]);
  const checked = useDocumentState((state) => state.checked);
  return (
    <>
      {problems.length === 0 && checked !== undefined && (
        <p className={css["none"]}>
          <CircleCheck size={14} aria-hidden />
          {t("problems.none")}
        </p>
      )}
      <ul className={css["list"]}>
        {problems.map((problem, index) => (
          <ProblemRow key={`${problem.code} ${problem.at.file} ${problem.at.start} ${index}`} problem={problem} />
        ))}
      </ul>
    </>
  );
}

function ProblemRow({ problem }: { readonly problem: Diagnostic }): JSX.Element {
  const change = useChange();
  const selection = useSelection();
  const texts = useTexts();
  const [page, set] = usePageState();
  const { code, severity, message, at, fix } = problem;
  const current = useSelected((state) => at.node !== undefined && state.nodes.includes(at.node));
  const Icon = icons[severity];
  const go = (): void => {
    if (at.node !== undefined) selection.reveal(at.node);
    if (at.edge !== undefined && page.mode !== "yaml") selection.selectWire(at.edge);
    // What stands at no step and no line is seen in the text alone.
    const drawn = at.node !== undefined || at.edge !== undefined;
    if (!drawn && page.mode === "canvas") set({ mode: "split" });
    if (!drawn || page.mode !== "canvas") texts.open(at.file, at);
  };
  return (
    <li className={css["row"]} data-severity={severity} data-current={current}>
      <button type="button" className={css["go"]} onClick={go}>
        <Icon size={14} aria-hidden />
        <code>{code}</code>
        <span className={css["message"]} title={message}>
          <Prose text={message} />
        </span>
        <small>
          {at.node ?? at.file}:{at.line}
        </small>
      </button>
      {fix !== undefined && (
        <Button size="compact-sm" title={fix.title} onClick={() => change(fix.title, () => ({ edits: fix.edits }))}>
          <span>
            <Prose text={fix.title} />
          </span>
        </Button>
      )}
    </li>
  );
}
