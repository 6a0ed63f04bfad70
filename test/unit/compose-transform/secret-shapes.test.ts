import { describe, expect, test } from 'vitest'
import { looksRandom, looksSecretValue } from '../../../compose-transform/inspect/secret-shapes.ts'

/** Made up here, so that no list of leaked tokens ever holds one. */
const from = (alphabet: string) => (length: number) =>
  Array.from({ length }, (_, at) => alphabet[(at * at * 7 + at * 37 + 11) % alphabet.length]).join(
    '',
  )
const any = from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
const hex = from('0123456789abcdef')
const small = from('abcdefghijklmnopqrstuvwxyz0123456789')
const large = from('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')

const tokens: readonly string[] = [
  `ghp_${any(36)}`,
  `github_pat_${any(22)}_${any(59)}`,
  `glpat-${any(20)}`,
  `glrt-${any(20)}`,
  `glptt-${hex(40)}`,
  `gloas-${hex(64)}`,
  `ATBB${any(32)}`,
  `ATATT3x${any(180)}`,
  `ATCTT3x${any(180)}`,
  `npm_${any(36)}`,
  `pypi-AgEIcHlwaS5vcmc${any(70)}`,
  `rubygems_${hex(48)}`,
  `cio${any(32)}`,
  `oy2${small(43)}`,
  `dckr_pat_${any(27)}`,
  `CCIPAT_${any(22)}_${hex(40)}`,
  `bkua_${hex(40)}`,
  `squ_${hex(40)}`,
  `AKCp${any(69)}`,
  `cmVmdGtu${any(56)}`,
  `sk-proj-${any(74)}`,
  `sk-ant-api03-${any(93)}AA`,
  `sk-or-v1-${hex(64)}`,
  `gsk_${any(52)}`,
  `hf_${any(34)}`,
  `nvapi-${any(64)}`,
  `csk-${small(48)}`,
  `sk_${hex(48)}`,
  `BSA${any(28)}`,
  `lsv2_pt_${hex(32)}_${hex(10)}`,
  `pcsk_${any(70)}`,
  `e2b_${hex(40)}`,
  `r8_${any(37)}`,
  `xai-${any(80)}`,
  `AIza${any(35)}`,
  `AKIA${large(16)}`,
  `ABSK${any(109)}=`,
  `GOCSPX-${any(28)}`,
  `1//0${any(60)}`,
  `ya29.${any(60)}`,
  `dop_v1_${hex(64)}`,
  `doo_v1_${hex(64)}`,
  `FlyV1 fm2_${any(100)}`,
  `HRKU-AA${any(58)}`,
  `nfp_${any(36)}`,
  `vcp_${any(56)}`,
  `v1.0-${hex(24)}-${hex(146)}`,
  `sbp_${hex(40)}`,
  `sb_secret_${any(31)}`,
  `pscale_tkn_${any(43)}`,
  `napi_${small(64)}`,
  `rnd_${any(28)}`,
  `tskey-auth-${any(12)}CNTRL-${any(32)}`,
  `dapi${hex(32)}`,
  `hvs.${any(90)}`,
  `hvb.${any(140)}`,
  `dp.pt.${any(43)}`,
  `dp.st.dev.${any(43)}`,
  `ops_eyJ${any(250)}`,
  `pul-${hex(40)}`,
  `${any(14)}.atlasv1.${any(64)}`,
  `${any(3)}8Q~${any(34)}`,
  `sv=2022-11-02&ss=b&sig=${any(43)}%3D`,
  `LTAI${any(20)}`,
  `sha256~${any(43)}`,
  `AGE-SECRET-KEY-1${large(58)}`,
  `sntrys_eyJ${any(120)}`,
  `sntryu_${hex(64)}`,
  `NRAK-${large(27)}`,
  `${hex(32)}FFFFNRAL`,
  `glsa_${any(32)}_${hex(8)}`,
  `glc_eyJ${any(60)}`,
  `dt0c01.${large(24)}.${large(64)}`,
  `hcaik_${small(58)}`,
  `phx_${any(43)}`,
  `xoxb-12345678901-123456789012-${any(24)}`,
  `xapp-1-${large(11)}-${hex(64)}`,
  `xoxe.xoxp-1-${any(160)}`,
  `SG.${any(22)}.${any(43)}`,
  `key-${hex(32)}`,
  `${hex(32)}-us12`,
  `SK${hex(32)}`,
  `mlsn.${hex(64)}`,
  `re_${any(8)}_${any(24)}`,
  `xkeysib-${hex(64)}-${any(16)}`,
  `sk_live_${any(24)}`,
  `sk_test_${any(99)}`,
  `rk_live_${any(24)}`,
  `whsec_${any(32)}`,
  `shpat_${hex(32)}`,
  `shpca_${hex(32)}`,
  `sq0csp-${any(43)}`,
  `access-production-${hex(36)}`,
  `EZAK${any(54)}`,
  `shippo_live_${hex(40)}`,
  `pat${any(14)}.${hex(64)}`,
  `ntn_${any(46)}`,
  `secret_${any(43)}`,
  `lin_api_${any(40)}`,
  `lin_oauth_${hex(64)}`,
  `figd_${any(40)}`,
  `tfp_${any(59)}`,
  `CFPAT-${any(43)}`,
  `sk.eyJ${any(80)}.${any(22)}`,
  `123456789:AA${any(33)}`,
  `M${any(25)}.${any(6)}.${any(38)}`,
  `https://discord.com/api/webhooks/123456789012345678/${any(68)}`,
  `https://hooks.slack.com/services/T${large(8)}/B${large(8)}/${any(24)}`,
  `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${any(43)}`,
  '-----BEGIN PGP PRIVATE KEY BLOCK-----',
  `DefaultEndpointsProtocol=https;AccountKey=${any(86)}==`,
  'postgres://user:p4ssw0rd@db/x',
]

describe('what a credential looks like', () => {
  test.each(tokens.map((token) => [token.slice(0, 24), token] as const))('%s…', (_, token) => {
    expect(looksSecretValue(token)).toBe(true)
    expect(looksSecretValue(`--token=${token} --verbose`)).toBe(true)
  })

  test.each([
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'ghcr.io/acme/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'https://example.com/sk_test/path',
    'pk.eyJ1IjoiYWNtZSJ9.abcdefghijklmnopqrstuv',
    'key-value-store',
    'secret_name_of_a_thing',
    'pat',
    'patience',
    'https://discord.com/channels/1/2',
    '3f1a2b4c-5d6e-4f80-9a1b-2c3d4e5f6071',
    'traefik.http.routers.app.rule=Host(`a.example.com`)',
    'node --max-old-space-size=4096 server.js',
    'no_such_token_here',
    '/usr/local/share/ca-certificates',
    'SKIP',
    'oy2',
    'rnd_seed',
    'tk-us-east',
    'st.example.com',
    'sl.example.com',
    'postgres://db:5432/x',
    'arn:aws:iam::123456789012:role/admin',
  ])('not %s', (text) => {
    expect(looksSecretValue(text)).toBe(false)
  })

  test('a digest of a file is random and no secret', () => {
    expect(looksRandom('SRI', `sha512-${any(86)}==`)).toBe(false)
    expect(looksRandom('X', 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zAcEfGhJ')).toBe(true)
  })

  test('a long value costs linear time', () => {
    const began = process.cpuUsage().user
    for (const piece of [
      'a',
      '0',
      'sk-',
      'A.',
      'M.',
      'sv=2022-11-02&',
      '~',
      'eyJ-',
      'eyJa.',
      'SG.a',
      'a://',
      'a:',
      'xoxe.',
      'tskey-a-',
      '0.',
    ])
      looksSecretValue(piece.repeat(30_000))
    expect(process.cpuUsage().user - began).toBeLessThan(3_000_000)
  })
})
