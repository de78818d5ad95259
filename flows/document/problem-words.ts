/** Every problem that validation can find: its code, how grave it is, and its English words. Translations key on the code. */
import type { Problem } from '../sdk/problem.ts';

type Params = Record<string, string | number>;
interface Words {
  severity: Problem['severity'];
  say: (p: Params) => string;
}

const error = (say: Words['say']): Words => ({ severity: 'error', say });
const warning = (say: Words['say']): Words => ({ severity: 'warning', say });

const table = {
  'no-trigger': error(() => 'Nobody can enter this flow: add a trigger, or enable the one it has.'),
  'duplicate-id': error((p) => `Two nodes have the id "${p.id}". Give one of them another.`),
  'unknown-type': error(
    (p) => `This Kaskad does not know the node type "${p.type}". Update Kaskad, or remove the node.`,
  ),
  'node-newer': error(
    (p) => `This node was made by a newer Kaskad (version ${p.version}, known is ${p.known}). Update Kaskad.`,
  ),
  'node-older': error(
    (p) => `This node is of version ${p.version} and cannot be brought to ${p.known}. Set it up anew.`,
  ),
  'edge-from-missing': error((p) => `An edge starts at "${p.from}", which does not exist. Remove the edge.`),
  'edge-to-missing': error(
    (p) => `The outlet "${p.outlet}" leads to "${p.to}", which does not exist. Connect it anew.`,
  ),
  'edge-outlet': error((p) => `An edge leaves by "${p.outlet}", an outlet this node does not have. Remove the edge.`),
  'outlet-twice': error((p) => `Two edges leave by the outlet "${p.outlet}". Keep one of them.`),
  'edge-to-trigger': error(
    (p) => `An edge from "${p.from}" leads into a trigger. Triggers begin a flow; remove the edge.`,
  ),
  loop: error((p) => `The loop ${p.path} never waits. Put a wait or a message into it.`),
  unreachable: warning(() => 'Nobody gets here: no way leads from a trigger to this node.'),
  'outlet-open': warning((p) => `The outlet "${p.outlet}" leads nowhere: the journey ends there.`),
  'account-undeclared': error((p) => `The account slot "${p.slot}" is not declared in this flow. Choose an account.`),
  'account-missing': error(() => 'No account is chosen. Choose the account that sends.'),
  'slot-capability': error(
    (p) => `The account slot "${p.slot}" is for ${p.has}, but this node needs ${p.needs}. Choose another account.`,
  ),
  'segment-undeclared': error((p) => `The segment slot "${p.slot}" is not declared in this flow. Choose a segment.`),
  'flow-undeclared': error((p) => `The flow slot "${p.slot}" is not declared in this flow. Choose a flow.`),
  'flow-unchosen': error(() => 'No flow is chosen. Choose the flow this block is about.'),
  'node-missing': error((p) => `This node refers to "${p.id}", which does not exist. Choose another node.`),
  'rule-field': error((p) => `A rule asks for "${p.field}", which is not a field. Choose a field.`),
  'rule-operator': error((p) => `"${p.operator}" cannot be asked of "${p.field}". Choose another comparison.`),
  'rule-value': error((p) => `The rule on "${p.field}" has no value that "${p.operator}" can use. Fill it in.`),
  'rule-too-deep': error((p) => `A rule nests more than ${p.maxDepth} groups. Make it flatter.`),
  'rule-nested': error((p) => `The rule on "${p.field}" needs conditions of the event, or none.`),
  template: error((p) => `A text cannot be read: ${p.detail}. Mend the part in braces.`),
  'variable-root': error(
    (p) => `"{{ ${p.name} }}" names nothing, so the text cannot be sent. Choose a value from “Insert”.`,
  ),
  'variable-root-near': error(
    (p) => `"{{ ${p.name} }}" names nothing, so the text cannot be sent. Did you mean {{ ${p.near} }}?`,
  ),
  'file-missing': error(
    (p) => `The file ${p.name} is not in this workspace. Add it to the message again, or remove it.`,
  ),
  'variable-unknown': warning(
    (p) =>
      `Nobody has "${p.name}" yet, and a text that names it is not sent to who lacks it. Say what to write instead: | default: "…".`,
  ),
  'variable-near': warning(
    (p) =>
      `Nobody has "${p.name}", and a text that names it is not sent to who lacks it. Did you mean {{ ${p.near} }}?`,
  ),
  expression: error(
    (p) =>
      `"${p.text}" is not understood. Write "contact", or "event." and the name of a property, such as event.order_id.`,
  ),
  'block-unchosen': error(() => 'No reusable block is chosen. Choose the block that stands here.'),
  'block-missing': error(
    (p) => `The reusable block "${p.block}" is not in this flow. Take it from the library, or remove this card.`,
  ),
  'block-ways': error(
    (p) =>
      `The ways out of this card are not those of the block "${p.block}". Import the file again, or choose the block anew.`,
  ),
  'block-input-missing': error((p) => `The block "${p.block}" needs a value for "${p.input}". Fill it in.`),
  'block-input-value': error(
    (p) => `The value for "${p.input}" of the block "${p.block}" is not of its kind. Choose another.`,
  ),
  'block-input-mixed': error(
    (p) =>
      `A text of the block "${p.block}" works on "${p.input}" in braces, so its value must be plain words or one variable alone.`,
  ),
  'block-input-unknown': error(
    (p) => `A text names {{ block.${p.input} }}, which is no input here. Add the input to the block, or mend the text.`,
  ),
  'block-input-place': warning(
    (p) => `The input "${p.input}" fills a place in a node that is gone. Remove the input, or choose another place.`,
  ),
  'block-no-start': error(() => 'The block has no way in. Add “Way in” and lead it to the first step.'),
  'block-two-starts': error(() => 'The block has two ways in. Keep one of them.'),
  'block-empty': error(() => 'The way in leads nowhere. Lead it to the first step of the block.'),
  'block-part': error(() => 'This stands only inside of a reusable block. Remove it.'),
  'block-trigger': error(
    () => 'A reusable block holds no triggers: people come in where it is used. Remove the trigger.',
  ),
  'block-circle': error((p) => `A block holds itself: ${p.path}. Take one of them out of the other.`),
  'block-deep': error((p) => `Blocks lie in blocks ${p.depth} deep; ${p.deepest} are allowed. Take one of them apart.`),
  'block-many': error(
    (p) => `With all that its blocks hold the flow has ${p.size} nodes; ${p.limit} are allowed. Split the flow.`,
  ),
  'test-node': warning((p) => `A test of this flow names the node "${p.id}", which does not exist.`),
  'offer-open': warning(
    (p) =>
      `The offer "${p.slot}" is not chosen in this workspace. Choose it in the settings of the flow, under “Offers”.`,
  ),
  'offer-undeclared': error((p) => `The offer slot "${p.slot}" is not declared in this flow. Choose an offer.`),
  'offer-unchosen': error(() => 'No offer is chosen. Choose the offer this block is about.'),
  'offer-over': warning(
    (p) => `The offer "${p.offer}" is over: messages that name it are not sent. Give it a later end.`,
  ),
  'offer-no-codes': warning(
    (p) => `No codes of the offer "${p.offer}" are left: messages that name its code are not sent. Add codes.`,
  ),
  'offer-field': warning(
    (p) =>
      `A text names "${p.field}" of the offer "${p.offer}", which it does not have: the message is not sent. Fill it in.`,
  ),
  'offer-contradicted': warning(
    (p) => `“${p.found}” is typed into the text, but the offer "${p.offer}" says otherwise. Insert its value instead.`,
  ),
  'links-unknown': error(
    (p) => `There is no "{{ ${p.name} }}", so the text cannot be sent. Did you mean {{ ${p.near} }}?`,
  ),
  'links-no-address': warning(
    (p) =>
      `"{{ ${p.name} }}" needs a public address, and this workspace has none: the message is not sent. Set one under Accounts.`,
  ),
  'links-no-site': warning(
    (p) =>
      `"{{ ${p.name} }}" leads to your site, and none is connected: the message is not sent. Connect "Your site" under Accounts.`,
  ),
  'site-no-address': warning(
    () =>
      'Your site cannot ask this computer for blocks: this workspace has no public address. Until one is set under Accounts, only the page for trying out shows them.',
  ),
  'no-unsubscribe': warning(
    (p) => `The letter in "${p.language}" has no link to unsubscribe. Insert {{ links.unsubscribe }}.`,
  ),
  'operation-unknown': warning(
    (p) => `Nothing that can be connected here knows how to do "${p.operation}": people leave by "failed".`,
  ),
  'operation-field-missing': error(
    (p) => `"${p.field}" of "${p.operation}" is not filled in. It cannot be done without.`,
  ),
  'operation-field-unknown': warning(
    (p) => `"${p.operation}" knows no "${p.field}", and may be refused because of it. Remove the value.`,
  ),
  'operation-field-kind': error(
    (p) => `"${p.field}" of "${p.operation}" is read as something else than it is. Fill it in anew.`,
  ),
  'slot-open': error((p) => `The slot "${p.slot}" is not connected to anything here. Choose what it stands for.`),
} as const satisfies Record<string, Words>;

export type ProblemCode = keyof typeof table;

/** Codes of validateFlow and compilePlan, beside those of schemas and of the nodes' own checks. */
export const problemCodes = Object.keys(table) as ProblemCode[];

export function problem(code: ProblemCode, node: string | null, path: string, params: Params = {}): Problem {
  const { severity, say } = table[code];
  return { severity, node, path, code, message: say(params), params };
}
