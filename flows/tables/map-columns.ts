/** Which column is which field, by its name in English, Russian or Ukrainian. */
import { KaskadError } from '../sdk/problem.ts';

/** A field of the mapping, parsed. */
export type Target =
  | { kind: 'key' }
  | { kind: 'profile'; name: 'first_name' | 'last_name' | 'language' | 'country' | 'timezone' }
  | { kind: 'tags' }
  | { kind: 'address'; address: string }
  | { kind: 'consent'; channel: string; topic: string }
  | { kind: 'attribute'; name: string }
  | { kind: 'skip' };

const simplify = (name: string): string =>
  name
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/[’'`"]/g, '')
    .replace(/[\s_\-–().:№#]+/g, ' ')
    .trim();

const byField: Readonly<Record<string, readonly string[]>> = {
  key: ['key', 'ключ'],
  email: [
    'email',
    'e mail',
    'mail',
    'email address',
    'e mail address',
    'эл почта',
    'электронная почта',
    'почта',
    'имейл',
    'емейл',
    'ел пошта',
    'електронна пошта',
    'пошта',
    'адрес электронной почты',
  ],
  phone: [
    'phone',
    'phone number',
    'mobile',
    'mobile phone',
    'tel',
    'telephone',
    'телефон',
    'номер телефона',
    'мобильный',
    'мобильный телефон',
    'моб телефон',
    'тел',
    'номер телефону',
    'мобільний',
    'мобільний телефон',
    'cell',
  ],
  first_name: ['first name', 'firstname', 'given name', 'name', 'имя', 'имя клиента', 'ім я', 'імя'],
  last_name: ['last name', 'lastname', 'surname', 'family name', 'фамилия', 'прізвище'],
  language: ['language', 'lang', 'locale', 'язык', 'мова'],
  country: ['country', 'country code', 'страна', 'країна'],
  timezone: ['timezone', 'time zone', 'tz', 'часовой пояс', 'часовий пояс'],
  tags: ['tags', 'tag', 'labels', 'метки', 'метка', 'теги', 'тег', 'мітки', 'мітка'],
  'attributes.birthday': [
    'birthday',
    'birth date',
    'birthdate',
    'date of birth',
    'дата рождения',
    'день рождения',
    'дата народження',
    'день народження',
  ],
  'attributes.street': [
    'street',
    'street address',
    'address line 1',
    'address1',
    'улица',
    'адрес',
    'почтовый адрес',
    'вулиця',
    'адреса',
    'поштова адреса',
  ],
  'attributes.postcode': [
    'postcode',
    'postal code',
    'zip code',
    'индекс',
    'почтовый индекс',
    'індекс',
    'поштовий індекс',
  ],
  'attributes.city': ['city', 'town', 'город', 'населенный пункт', 'місто', 'населений пункт'],
  'attributes.region': ['region', 'state', 'province', 'область', 'регион', 'край', 'регіон'],
  'address.telegram': ['telegram', 'telegram id', 'telegram chat id', 'телеграм', 'телеграмм', 'tg id'],
  'address.viber': ['viber', 'viber id', 'вайбер'],
  'address.whatsapp': ['whatsapp', 'whatsapp id', 'вотсап', 'ватсап'],
  'address.messenger': ['messenger', 'messenger id', 'psid'],
  'address.instagram': ['instagram id', 'igsid'],
  'address.vk': ['vk', 'vk id', 'вк', 'вконтакте'],
};

const fieldsByName = new Map(
  Object.entries(byField).flatMap(([field, names]) => names.map((name): [string, string] => [name, field])),
);

const channelNames: Readonly<Record<string, string>> = {
  email: 'email',
  'e mail': 'email',
  mail: 'email',
  почта: 'email',
  почту: 'email',
  пошта: 'email',
  пошту: 'email',
  'эл почта': 'email',
  'эл почту': 'email',
  sms: 'sms',
  смс: 'sms',
  telegram: 'telegram',
  телеграм: 'telegram',
  viber: 'viber',
  вайбер: 'viber',
  whatsapp: 'whatsapp',
  ватсап: 'whatsapp',
  вотсап: 'whatsapp',
  messenger: 'messenger',
  instagram: 'instagram',
  инстаграм: 'instagram',
  vk: 'vk',
  вк: 'vk',
  вконтакте: 'vk',
  push: 'web-push',
  'web push': 'web-push',
  site: 'site',
  сайт: 'site',
  print: 'print',
  post: 'print',
  печать: 'print',
  печати: 'print',
  друк: 'print',
};
const consentWord = '(?:consent|opt ?in|subscribed|согласие|подписка|згода|підписка)';
const channelThen = new RegExp(`^(.+) ${consentWord}$`);
const thenChannel = new RegExp(`^${consentWord} (?:(?:to|for|на) )?(?:рассылку (?:по )?|розсилку )?(.+)$`);
const bare = new RegExp(`^${consentWord}(?: на рассылку| на розсилку)?$`);

const looksLikeKey = [
  'customer id',
  'customerid',
  'client id',
  'contact id',
  'user id',
  'external id',
  'id',
  'код',
  'код клиента',
  'код клієнта',
  'id клиента',
  'id клієнта',
  'номер клиента',
  'номер клієнта',
  'customer number',
  'key',
  'ключ',
];

/** The field that a column's name means; its own name as an attribute when it means none. */
export function fieldFor(column: string, columns: readonly string[]): string {
  const name = column.trim();
  if (/^(?:attributes|address|consent)\.[^.]/.test(name)) return name;
  const simple = simplify(name);
  const known = fieldsByName.get(simple);
  if (known !== undefined) return known;
  const channel = channelNames[channelThen.exec(simple)?.[1] ?? thenChannel.exec(simple)?.[1] ?? ''];
  if (channel !== undefined) return `consent.${channel}`;
  if (bare.test(simple)) {
    return columns.some((other) => fieldsByName.get(simplify(other)) === 'email') ? 'consent.email' : 'consent.sms';
  }
  return `attributes.${name}`;
}

/** The column that looks like the customer's own key, or null. */
export function keyColumn(columns: readonly string[]): string | null {
  for (const name of looksLikeKey) {
    const found = columns.find((column) => simplify(column) === name);
    if (found !== undefined) return found;
  }
  return null;
}

/** Every column with its field, by name. The second of two columns for one simple field stays an attribute. */
export function mapByName(columns: readonly string[]): Record<string, string> {
  const taken = new Set<string>();
  const mapping: Record<string, string> = {};
  for (const column of columns) {
    let field = fieldFor(column, columns);
    if (
      taken.has(field) &&
      field !== 'tags' &&
      !field.startsWith('address.') &&
      field !== 'email' &&
      field !== 'phone'
    ) {
      field = `attributes.${column.trim()}`;
    }
    taken.add(field);
    mapping[column] = field;
  }
  return mapping;
}

const profileFields = ['first_name', 'last_name', 'language', 'country', 'timezone'] as const;

/** Reads a field of the mapping; empty or `-` leaves the column out. Throws `unknown-field`. */
export function readTarget(field: string): Target {
  if (field === '' || field === '-') return { kind: 'skip' };
  if (field === 'key' || field === 'tags') return { kind: field };
  if (field === 'email' || field === 'phone') return { kind: 'address', address: field };
  const profile = profileFields.find((name) => name === field);
  if (profile !== undefined) return { kind: 'profile', name: profile };
  const dot = field.indexOf('.');
  const rest = field.slice(dot + 1);
  if (dot > 0 && rest !== '') {
    const head = field.slice(0, dot);
    if (head === 'attributes') return { kind: 'attribute', name: rest };
    if (head === 'address') return { kind: 'address', address: rest };
    if (head === 'consent') {
      const next = rest.indexOf('.');
      return next < 0
        ? { kind: 'consent', channel: rest, topic: '' }
        : { kind: 'consent', channel: rest.slice(0, next), topic: rest.slice(next + 1) };
    }
  }
  throw new KaskadError(
    'unknown-field',
    `"${field}" is not a field that a column can go to. Use key, email, phone, first_name, last_name, language, country, timezone, tags, address.<kind>, consent.<channel> or attributes.<name>, as in attributes.${field}.`,
    { field },
  );
}

/** Throws `unknown-column` with the columns there are. */
export function requireColumn(column: string, columns: readonly string[]): string {
  const found = columns.find((one) => one === column) ?? columns.find((one) => one.trim() === column.trim());
  if (found !== undefined) return found;
  throw new KaskadError('unknown-column', `The file has no column "${column}". It has: ${columns.join(', ')}.`, {
    column,
    columns: [...columns],
  });
}
