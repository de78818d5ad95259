/** Regions of Genesys Cloud, by the names that AWS gives them, and the domain of each; as its SDK has them (PureCloudRegionHosts, 262.0.0). */
const domains = {
  'us-east-1': 'mypurecloud.com',
  'us-west-2': 'usw2.pure.cloud',
  'us-east-2': 'use2.us-gov-pure.cloud',
  'ca-central-1': 'cac1.pure.cloud',
  'mx-central-1': 'mxc1.pure.cloud',
  'sa-east-1': 'sae1.pure.cloud',
  'eu-central-1': 'mypurecloud.de',
  'eu-west-1': 'mypurecloud.ie',
  'eu-west-2': 'euw2.pure.cloud',
  'eu-central-2': 'euc2.pure.cloud',
  'eusc-de-east-1': 'edee1.eusc-pure.cloud',
  'me-central-1': 'mec1.pure.cloud',
  'ap-south-1': 'aps1.pure.cloud',
  'ap-southeast-1': 'apse1.pure.cloud',
  'ap-northeast-1': 'mypurecloud.jp',
  'ap-northeast-3': 'apne3.pure.cloud',
  'ap-northeast-2': 'apne2.pure.cloud',
  'ap-southeast-2': 'mypurecloud.com.au',
} as const;
type Region = keyof typeof domains;

export const regions = Object.keys(domains) as [Region, ...Region[]];
/** One that opened after this list was made. */
export const otherRegion = 'other';

/** Where one signs in, and where the API is. */
export function addressesOf({
  region,
  domain,
  baseUrl,
}: {
  region: Region | typeof otherRegion;
  domain?: string | undefined;
  baseUrl?: string | undefined;
}): { login: string; api: string } {
  if (baseUrl !== undefined) return { login: baseUrl, api: baseUrl };
  const of = region === otherRegion ? (domain ?? '') : domains[region];
  return { login: `https://login.${of}`, api: `https://api.${of}` };
}
