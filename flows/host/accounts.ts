/**
 * Accounts with their secrets: the workspace keeps a reference where a secret was, the vault keeps the secret. Fields are
 * found by `.meta({ secret: true })` in the connector's form.
 */
import * as z from 'zod';
import { type Connector, type ConnectorClient, ConnectorError, type MessageTemplate } from '../sdk/connector.ts';
import type { OAuthClient } from '../sdk/oauth.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import type { Millis } from '../sdk/time.ts';
import { vendorHookUrl } from '../sdk/vendor-hook.ts';
import type { Account, ListPrice } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import { neverSignedIn, signInsOf } from './sign-in/sign-ins.ts';
import type { SecretVault } from './vault.ts';

export interface AccountsHost {
  store: Store;
  registry: EngineRegistry;
  vault: SecretVault;
  now: () => Millis;
}

export interface AccountForm {
  name: string;
  /** As a person filled it in: secrets in the clear; a secret left out, empty or `true` keeps its value. */
  config: Record<string, unknown>;
  makeDefault?: boolean;
  /** By channel; left out: as they were. */
  prices?: Record<string, ListPrice> | undefined;
}

export interface OpenedAccount {
  connector: Connector;
  client: ConnectorClient;
}

/** Throws `unknown-connector`. */
export function connectorOf(registry: EngineRegistry, type: string): Connector {
  const connector = registry.connectors.get(type);
  if (connector === undefined) {
    const known = [...registry.connectors.keys()].sort().join(', ');
    throw new KaskadError('unknown-connector', `There is no connector "${type}". There are: ${known}.`, { type });
  }
  return connector;
}

/** JSON Schema of the form; secret fields have `"secret": true`. */
export const formSchema = (connector: Connector): Record<string, unknown> =>
  z.toJSONSchema(connector.config, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;

/** Names of the secret fields. Forms are flat: one level of fields. */
export function secretFields(connector: Connector): string[] {
  const { properties } = formSchema(connector) as { properties?: Record<string, { secret?: unknown }> };
  return Object.entries(properties ?? {}).flatMap(([name, field]) => (field.secret === true ? [name] : []));
}

const referenceSchema = z.strictObject({ secret: z.string() });
const referenceIn = (value: unknown): string | null => referenceSchema.safeParse(value).data?.secret ?? null;

/** What the account can do with its settings, as they are stored. */
const capabilitiesOf = (connector: Connector, stored: Readonly<Record<string, unknown>>): readonly string[] =>
  connector.allowed?.(stored) ?? connector.capabilities;

/** Capabilities that are new to the account are used by it at once where nobody else has them. */
function change(
  { store }: Pick<AccountsHost, 'store'>,
  account: Account,
  to: { name: string; config: Record<string, unknown>; capabilities: readonly string[] },
): void {
  store.accounts.update(account.id, to);
  const unclaimed = to.capabilities.filter(
    (one) => !account.capabilities.includes(one) && store.accounts.defaultFor(one) === null,
  );
  store.accounts.makeDefault(account.id, unclaimed);
}

/** Kaskad may have learned, since an account was connected, what more or what less it can do. Call it when a workspace opens. */
export function renewCapabilities({ store, registry }: Pick<AccountsHost, 'store' | 'registry'>): void {
  for (const account of store.accounts.list()) {
    const connector = registry.connectors.get(account.type);
    if (connector === undefined) continue;
    const capabilities = capabilitiesOf(connector, account.config);
    const known = new Set(account.capabilities);
    if (capabilities.length === known.size && capabilities.every((one) => known.has(one))) continue;
    change({ store }, account, { name: account.name, config: account.config, capabilities });
  }
}

/** Nothing leaves by these: what the sandbox would deliver and what waits for paper stay in the workspace. */
const staying: ReadonlySet<string> = new Set(['sandbox', 'print']);

/** Stores the secrets, then the account. Throws `sample-workspace`, `unknown-connector` or `bad-config`. Returns the account's id. */
export async function addAccount(host: AccountsHost, form: AccountForm & { type: string }): Promise<string> {
  // Every screen of the sample data says that nothing is sent to anybody. Nothing can be: no vendor is ever connected there.
  if (!staying.has(form.type) && host.store.meta.get().demo) {
    throw new KaskadError(
      'sample-workspace',
      'This workspace holds sample data, from which nothing is sent: only a sandbox can be connected. Connect the account in a workspace of your own.',
      { type: form.type },
    );
  }
  const connector = connectorOf(host.registry, form.type);
  const config = checked(connector, {
    ...connector.begin?.(written(form.config)),
    ...written(withPreset(connector, form.config)),
  });
  const stored = await sealed(host.vault, connector, config);
  const id = host.store.accounts.add({
    type: form.type,
    name: form.name,
    config: stored.config,
    capabilities: capabilitiesOf(connector, stored.config),
    at: host.now(),
    makeDefault: form.makeDefault ?? false,
  });
  if (form.prices !== undefined) host.store.accounts.setPrices(id, form.prices);
  // It waits from the start, instead of failing with the first message.
  if ((connector.signIn?.(config) ?? null) !== null) host.store.accounts.keepSignIn(id, null, neverSignedIn);
  return id;
}

/** Secrets that changed replace the old ones in the vault. Throws `account-missing`, `unknown-connector` or `bad-config`. */
export async function updateAccount(host: AccountsHost, id: string, form: AccountForm): Promise<void> {
  const account = host.store.accounts.need(id);
  const connector = connectorOf(host.registry, account.type);
  const kept: Record<string, { secret: string }> = {};
  const given = { ...form.config };
  for (const field of secretFields(connector)) {
    const value = given[field];
    const reference = referenceIn(account.config[field]);
    if (reference !== null && (value === undefined || value === '' || value === true)) {
      kept[field] = { secret: reference };
      given[field] = await host.vault.get(reference);
      if (given[field] === null) throw secretMissing(account, field);
    }
  }
  const config = checked(connector, withPreset(connector, given));
  const stored = await sealed(host.vault, connector, config, kept);
  const capabilities = capabilitiesOf(connector, stored.config);
  change(host, account, { name: form.name, config: stored.config, capabilities });
  if (form.prices !== undefined) host.store.accounts.setPrices(id, form.prices);
  if (form.makeDefault === true) host.store.accounts.makeDefault(id, capabilities);
  for (const field of secretFields(connector)) {
    const old = referenceIn(account.config[field]);
    if (old !== null && referenceIn(stored.config[field]) !== old) await host.vault.remove(old);
  }
  const signsIn = (connector.signIn?.(config) ?? null) !== null;
  const never = account.signIn === null && account.signInNeeded === null;
  if (signsIn && never) host.store.accounts.keepSignIn(id, null, neverSignedIn);
  if (!signsIn && !never) {
    await signInsOf(host).forget(id);
    host.store.accounts.keepSignIn(id, null);
  }
}

/** Takes the secrets along. */
export async function removeAccount(host: AccountsHost, id: string): Promise<void> {
  const account = host.store.accounts.need(id);
  await signInsOf(host).forget(id);
  host.store.accounts.remove(id);
  for (const value of Object.values(account.config)) {
    const reference = referenceIn(value);
    if (reference !== null) await host.vault.remove(reference);
  }
}

/** A client with the secrets filled in. Throws `account-missing`, `unknown-connector`, `secret-missing` or `bad-config`. */
export async function openAccount(
  host: Pick<AccountsHost, 'store' | 'registry' | 'vault'>,
  id: string,
): Promise<OpenedAccount> {
  const { connector, config, signIn } = await filledConfig(host, id);
  const place = { hookAddress: () => hookAddressOf(host.store, id) };
  await connector.needs?.();
  const client = connector.open(
    config,
    signIn === null ? place : { ...place, access: signInsOf(host).access(id, signIn) },
  );
  return { connector, client };
}

/** Whom the account signs in with through the browser; null where it signs in otherwise. Throws as `openAccount` does. */
export const signInOf = async (host: AccountsHost, id: string): Promise<OAuthClient | null> =>
  (await filledConfig(host, id)).signIn;

/** The address at which the vendor reaches the account, once one was made and there is a public address; else null. */
export function hookAddressOf(store: Store, id: string): string | null {
  const { address } = store.meta.web();
  const path = store.vendorHooks.get(id)?.path;
  return address === null || path === undefined ? null : vendorHookUrl(address, path);
}

/** The settings with the secrets filled in. Throws as `openAccount` does. */
export async function filledConfig(
  host: Pick<AccountsHost, 'store' | 'registry' | 'vault'>,
  id: string,
): Promise<{ connector: Connector; config: Record<string, unknown>; signIn: OAuthClient | null }> {
  const account = host.store.accounts.need(id);
  const connector = connectorOf(host.registry, account.type);
  const filled: Record<string, unknown> = { ...account.config };
  for (const field of secretFields(connector)) {
    const reference = referenceIn(filled[field]);
    if (reference === null) continue;
    const value = await host.vault.get(reference);
    if (value === null) throw secretMissing(account, field);
    filled[field] = value;
  }
  const config = checked(connector, filled);
  return { connector, config, signIn: connector.signIn?.(config) ?? null };
}

/** The texts that the account's vendor approved. Throws `no-templates`, `templates-unread` and what `openAccount` throws. */
export async function templatesOf(host: AccountsHost, id: string): Promise<MessageTemplate[]> {
  const { name } = host.store.accounts.need(id);
  const { client } = await openAccount(host, id);
  try {
    if (client.templates === undefined)
      throw new KaskadError('no-templates', `"${name}" has no templates: choose another account.`, { account: id });
    return await client.templates({ signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    throw new KaskadError('templates-unread', `The templates of "${name}" cannot be read. ${error.message}`, {
      account: id,
      reason: error.message,
    });
  } finally {
    await client.close?.();
  }
}

/** For screens and `--json`: a secret that is set shows as `true`. */
export const publicConfig = (account: Account): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(account.config).map(([field, value]) => [field, referenceIn(value) === null ? value : true]),
  );

/** A form gives an empty text for a field left empty. */
const written = (config: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== '' && value !== null));

function checked(connector: Connector, config: Record<string, unknown>): Record<string, unknown> {
  const parsed = connector.config.safeParse(written(config));
  if (parsed.success) return parsed.data as Record<string, unknown>;
  // Only where and what kind: the values may be secrets.
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const words = fields
    .map((field) => (field.path === '' ? field.message : `${field.path}: ${field.message}`))
    .join('; ');
  throw new KaskadError('bad-config', `These settings do not fit the account: ${words}.`, { fields });
}

/** What the chosen service fills in. A field that was given holds, also one that was emptied. */
function withPreset({ presets }: Connector, config: Record<string, unknown>): Record<string, unknown> {
  const chosen = presets === undefined ? undefined : config[presets.field];
  return typeof chosen === 'string' ? { ...presets?.values[chosen], ...config } : config;
}

async function sealed(
  vault: SecretVault,
  connector: Connector,
  config: Record<string, unknown>,
  kept: Record<string, { secret: string }> = {},
): Promise<{ config: Record<string, unknown> }> {
  const stored: Record<string, unknown> = { ...config };
  for (const field of secretFields(connector)) {
    const value = stored[field];
    if (value === undefined) continue;
    stored[field] = kept[field] ?? { secret: await vault.put(String(value)) };
  }
  return { config: stored };
}

const secretMissing = (account: Account, field: string): KaskadError =>
  new KaskadError(
    'secret-missing',
    `This computer does not have the secret "${field}" of the account "${account.name}". A workspace file never holds secrets: enter it again under Accounts.`,
    { account: account.id, field },
  );
