import {
  type Icon,
  IconAddressBook,
  IconAt,
  IconBell,
  IconBrandInstagram,
  IconBrandMessenger,
  IconBrandTelegram,
  IconBrandVk,
  IconBrandWhatsapp,
  IconDeviceMobileMessage,
  IconFlask,
  IconFolder,
  IconHeadset,
  IconMail,
  IconMessageCircle,
  IconMessages,
  IconPlug,
  IconPrinter,
  IconShoppingBag,
  IconTable,
  IconWorldWww,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './accounts.module.css';

const marks: Readonly<Record<string, Icon>> = {
  sandbox: IconFlask,
  'smtp-imap': IconAt,
  sendgrid: IconMail,
  twilio: IconDeviceMobileMessage,
  alphasms: IconDeviceMobileMessage,
  turbosms: IconDeviceMobileMessage,
  telegram: IconBrandTelegram,
  'whatsapp-cloud': IconBrandWhatsapp,
  'viber-bot': IconMessageCircle,
  messenger: IconBrandMessenger,
  instagram: IconBrandInstagram,
  vk: IconBrandVk,
  jivo: IconMessages,
  print: IconPrinter,
  site: IconWorldWww,
  bitrix24: IconAddressBook,
  amocrm: IconAddressBook,
  'web-push': IconBell,
  retailcrm: IconAddressBook,
  shopify: IconShoppingBag,
  woocommerce: IconShoppingBag,
  hubspot: IconAddressBook,
  pipedrive: IconAddressBook,
  freshdesk: IconHeadset,
  'genesys-cloud': IconHeadset,
  'google-sheets': IconTable,
  'csv-folder': IconFolder,
};

export function ConnectorMark({ type }: { type: string }) {
  const Glyph = marks[type] ?? IconPlug;
  return (
    <span className={classes.mark} aria-hidden="true">
      <Glyph size={20} stroke={1.6} />
    </span>
  );
}

/** Words of a connector: from its own strings, else its folder's name. */
export function useConnectorWords(): (type: string) => {
  name: string;
  description: string | null;
  help: string | null;
} {
  const { t, i18n } = useTranslation();
  return (type) => {
    const own = (key: string) => (i18n.exists(`connector-${type}:${key}`) ? t(`connector-${type}:${key}`) : null);
    return { name: own('name') ?? type, description: own('description'), help: own('help') };
  };
}
