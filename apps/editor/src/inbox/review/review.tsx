import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type JSX, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Approval, approvalQuery } from "../../api/approvals.ts";
import { Message } from "../../shell/message.tsx";
import { Evidence } from "../evidence/evidence.tsx";
import { After, type OwnDecision } from "./after.tsx";
import { Deadline } from "./deadline.tsx";
import { Deciding } from "./deciding.tsx";
import { Head } from "./head.tsx";
import { Facts } from "./facts.tsx";
import { People } from "./people.tsx";
import css from "./review.module.css";
import { Trail } from "./trail.tsx";
import { Why } from "./why.tsx";

interface Props {
  readonly id: string;
  /** Whether the page's keys decide here. */
  readonly keys: boolean;
  /** What else can be done once it is decided. */
  readonly onward?: ReactNode;
  /** In the middle of something else, such as a conversation. */
  readonly inline?: boolean;
}

/** One review, open or closed: what is asked, what speaks for and against it, and the decision. */
export function Review({ id, ...rest }: Props): JSX.Element {
  const { t } = useTranslation(["inbox", "elements"]);
  const { data, error, refetch } = useQuery(approvalQuery(id));
  if (data !== undefined) return <Loaded approval={data} {...rest} />;
  if (error === null) return <div className={css["loading"]} role="status" aria-label={t("title")} />;
  return (
    <Message title={t("gone.title")} text={error.message}>
      <Button onClick={() => void refetch()}>{t("elements:retry")}</Button>
    </Message>
  );
}

function Loaded({ approval, keys, onward, inline = false }: Omit<Props, "id"> & { readonly approval: Approval }): JSX.Element {
  const [own, setOwn] = useState<OwnDecision>();
  const [as, setAs] = useState("");
  const { closed, shows, actions } = approval;
  const side = (
    <>
      <People approval={approval} as={as} setAs={setAs} />
      <Deadline approval={approval} />
      <Why reasons={approval.reasons} />
      {!inline && <Trail approval={approval} />}
    </>
  );
  const evidence = (!inline || shows.length > 0) && <Evidence shows={shows} args={actions[0]?.args ?? {}} />;
  return (
    <article className={css["review"]} data-inline={inline} aria-labelledby={`${approval.id}-title`}>
      {closed === undefined ? (
        <Deciding
          // An edit that somebody else makes is another wording: what was meant for the one before it is gone.
          key={approval.wording}
          approval={approval}
          head={<Head approval={approval} inline={inline} />}
          evidence={evidence}
          side={side}
          as={as}
          keys={keys}
          before={own !== undefined && <After approval={approval} own={own} onward={onward} />}
          sent={setOwn}
        />
      ) : (
        <>
          <div className={css["main"]}>
            <Head approval={approval} inline={inline} />
            <After approval={approval} own={own} onward={onward} />
            {actions.map((action, index) => (
              <Facts key={index} approval={approval} action={action} />
            ))}
            {evidence}
          </div>
          <aside className={css["side"]}>{side}</aside>
        </>
      )}
    </article>
  );
}
