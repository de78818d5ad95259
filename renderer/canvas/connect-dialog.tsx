/** Connecting by keyboard: choose the outlet, then the block it should lead to. What may not be chosen says why. */
import { Modal, TextInput } from '@mantine/core';
import { IconCheck, IconSearch, IconUnlink } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { canConnect, disconnect } from '../../flows/document/edits.ts';
import { specs } from '../../registry/editors.ts';
import { BlockIcon } from './block-icon.tsx';
import { tryConnect, whyNot } from './gestures.ts';
import { edgesOut, graphOf, outletsOf } from './graph.ts';
import { optionProps } from './options.ts';
import { focusNode, say, useEditorState, useSession, useUiState } from './session.ts';
import { screenPointOf } from './view.ts';
import { useWords } from './words.ts';

export interface Choice {
  id: string;
  label: string;
  detail: string;
  /** Found by these words too, though they are not shown. */
  search?: string;
  icon: ReactNode;
  /** Why it may not be chosen. */
  blocked: string | null;
  choose: () => void;
}

/** A search field over a list: arrows walk, Enter chooses; the list is read by screen readers as a combobox. */
export function ChoiceList({
  choices,
  placeholder,
  label,
}: {
  choices: readonly Choice[];
  placeholder: string;
  label: string;
}) {
  const words = useWords();
  const id = useId();
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // The second question of a dialog takes the keyboard too; the first gets it from the dialog itself.
  useEffect(() => field.current?.focus(), []);
  const wanted = search.toLocaleLowerCase();
  const shown = choices.filter((choice) =>
    `${choice.label} ${choice.detail} ${choice.search ?? ''}`.toLocaleLowerCase().includes(wanted),
  );
  const index = Math.min(at, shown.length - 1);
  const current = shown[index];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(index + 1, shown.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(index - 1, 0));
    else if (event.key === 'Enter' && current && current.blocked === null) current.choose();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <TextInput
        ref={field}
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={current ? `${id}-${index}` : undefined}
        aria-label={placeholder}
        placeholder={placeholder}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
      />
      <div className="kc-choices" role="listbox" id={id} aria-label={label} ref={list}>
        {shown.map((choice, place) => (
          <div
            key={choice.id}
            className="kc-choice"
            {...optionProps({
              id: `${id}-${place}`,
              current: place === index,
              blocked: choice.blocked !== null,
              choose: choice.choose,
              hover: () => setAt(place),
            })}
          >
            {choice.icon}
            <span className="kc-choice-text">
              <b>{choice.label}</b>
              <span>{choice.blocked ?? choice.detail}</span>
            </span>
          </div>
        ))}
        {shown.length === 0 ? <p className="kc-none">{words.t('nothingFound')}</p> : null}
      </div>
    </>
  );
}

export function ConnectDialog() {
  const session = useSession();
  const words = useWords();
  const connecting = useUiState((state) => state.connecting);
  const document_ = useEditorState((state) => state.document);
  const graph = graphOf(document_);
  const node = connecting ? graph.nodes.get(connecting.node) : undefined;
  const close = () => {
    session.ui.setState({ connecting: null });
    if (node) focusNode(session.ui, node.id);
  };
  if (!connecting || !node) return null;
  const { outlet } = connecting;
  const out = edgesOut(graph, node.id);
  const leads = (name: string) => out.find((edge) => edge.outlet === name);

  let choices: Choice[];
  if (outlet === null) {
    choices = outletsOf(node, specs, graph).map((name) => {
      const edge = leads(name);
      return {
        id: name,
        label: words.outletLabel(node, name),
        detail: edge ? words.t('leadsTo', { to: words.nameOf(edge.to) }) : words.t('leadsNowhere'),
        icon: edge ? <IconCheck size={16} aria-hidden /> : <span className="kc-dot" aria-hidden />,
        blocked: null,
        choose: () => session.ui.setState({ connecting: { node: node.id, outlet: name } }),
      };
    });
  } else {
    const edge = leads(outlet);
    choices = graph.order.flatMap((id) => {
      const target = graph.nodes.get(id);
      if (!target || id === node.id || edge?.to === id) return [];
      const answer = canConnect(document_, specs, node.id, outlet, id);
      return [
        {
          id,
          label: words.nodeName(target),
          detail: words.summary(target),
          icon: <BlockIcon type={target.type} />,
          blocked: answer.ok ? null : whyNot(words, answer),
          choose: () => {
            tryConnect(session, words, { from: node.id, outlet, to: id }, screenPointOf(session, node.id));
            close();
          },
        },
      ];
    });
    choices.sort((a, b) => Number(a.blocked !== null) - Number(b.blocked !== null));
    if (edge) {
      choices.unshift({
        id: '-',
        label: words.t('disconnect'),
        detail: words.t('leadsTo', { to: words.nameOf(edge.to) }),
        icon: <IconUnlink size={18} stroke={1.75} aria-hidden />,
        blocked: null,
        choose: () => {
          session.editor.apply((now) => disconnect(now, edge));
          say(session.ui, words.t('said.disconnected', { from: words.nodeName(node) }));
          close();
        },
      });
    }
  }
  const title =
    outlet === null
      ? words.t('connectFrom', { name: words.nodeName(node) })
      : words.t('connectOutlet', { name: words.nodeName(node), outlet: words.outletLabel(node, outlet) });
  return (
    <Modal
      closeButtonProps={{ 'aria-label': words.t('close') }}
      opened
      onClose={close}
      title={title}
      size={440}
      returnFocus={false}
    >
      <ChoiceList
        key={outlet ?? ''}
        choices={choices}
        placeholder={words.t(outlet === null ? 'chooseOutlet' : 'chooseTarget')}
        label={title}
      />
    </Modal>
  );
}
