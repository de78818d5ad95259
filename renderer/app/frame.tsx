/** The bones that all screens share: the 48 px top bar (client, title, one primary action) and the content. */

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Tooltip } from '../ui/tooltip.tsx';
import { orpc } from './client.ts';
import { clientColor } from './client-color.ts';
import classes from './frame.module.css';

/** True until the first screen stands: the first load must not take the focus. */
let firstScreen = true;

function ClientChip() {
  const { t } = useTranslation();
  const { data } = useQuery(orpc.workspace.get.queryOptions());
  if (data === undefined) return null;
  return (
    <Tooltip label={t('client', { file: data.file })}>
      <span className={classes.chip}>
        <span className={classes.dot} style={{ background: clientColor(data.name) }} />
        <b>{data.name}</b>
        {data.demo ? <span>{t('demo')}</span> : null}
      </span>
    </Tooltip>
  );
}

export interface TopBarProps {
  /** The screen's name; also the window's title. */
  title: string;
  /** Shown instead of the title's text, such as a field that renames. It stands inside the level-one heading. */
  titleContent?: ReactNode;
  /** Beside the title: status chips. */
  children?: ReactNode;
  /** At the right: at most one of them primary. */
  actions?: ReactNode;
}

/** The canvas, which fills the rest itself, uses this alone; other screens use `ScreenFrame`. */
export function TopBar({ title, titleContent, children, actions }: TopBarProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Kaskad`;
  }, [title]);
  useEffect(() => {
    if (firstScreen) firstScreen = false;
    else heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header className={classes.top}>
      <ClientChip />
      <h1 ref={heading} tabIndex={-1} className={classes.title} title={title}>
        {titleContent ?? title}
      </h1>
      {children}
      <span className={classes.grow} />
      <div className={classes.actions}>{actions}</div>
    </header>
  );
}

export interface ScreenFrameProps extends TopBarProps {
  /** Beside the title. */
  beside?: ReactNode;
  /** The content lays itself out over the whole area and scrolls inside. */
  fill?: boolean;
}

export function ScreenFrame({ title, titleContent, beside, actions, fill = false, children }: ScreenFrameProps) {
  return (
    <>
      <TopBar title={title} titleContent={titleContent} actions={actions}>
        {beside}
      </TopBar>
      <main id="content" tabIndex={-1} className={fill ? `${classes.main} ${classes.fill}` : classes.main}>
        {fill ? children : <div className={classes.body}>{children}</div>}
      </main>
    </>
  );
}
