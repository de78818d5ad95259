import { type MessageConfig, messageCohort, messageStep } from '../../flows/sdk/message.ts';
import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { kindOf } from '../../flows/sdk/print/paper.ts';
import { type Layout, withLayout } from './parts.ts';
import { spec } from './schema.ts';

type Config = MessageConfig & Layout;

const send = messageStep<Config>(spec, [], withLayout);
const sendAll = messageCohort<Config>(spec, [], withLayout);

/** Labels need no text of any language: the address is written in every one. */
const texts = <C extends Config>(config: C): C =>
  kindOf(config.format) === 'label' ? ((labels.get(config) as C | undefined) ?? label(config)) : config;
const labels = new WeakMap<Config, Config>();
function label<C extends Config>(config: C): C {
  const made = { ...config, content: { en: {} } };
  labels.set(config, made);
  return made;
}

export const step = defineStep(spec, ({ config, input }) =>
  input.kind === 'returned' && input.result.status === 'suppressed' && input.result.reason === 'no-address'
    ? go('no-address', input.result)
    : send({ config: texts(config), input }),
);

export const cohort = defineCohort(spec, (config) => sendAll(texts(config)));
