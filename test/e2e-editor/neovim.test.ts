import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editorWorkspace, hasProgram, installedPath, recipes } from './workspace.ts'

const present = hasProgram('nvim', 'the language server in Neovim')

const [recipe = ''] = recipes('lua')

/** The recipe, with what Neovim 0.7 lacks for it; writes what it saw as JSON and quits. */
const script = (folder: string, result: string) => `
local seen = {}
local function finish()
  local file = io.open(${JSON.stringify(result)}, 'w')
  file:write(vim.fn.json_encode(seen)); file:close()
  vim.cmd('qa!')
end
vim.defer_fn(finish, 20000)
vim.lsp.start = vim.lsp.start or function(config)
  local id = vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(0, id)
end
${recipe}
vim.cmd('cd ' .. ${JSON.stringify(folder)})
vim.cmd('filetype on')
vim.cmd('edit governance-policy.yaml')
local buffer = vim.api.nvim_get_current_buf()
local function request(method, params, next)
  vim.lsp.buf_request(buffer, method, params, function(err, result) next(result, err) end)
end
local step
vim.api.nvim_create_autocmd('DiagnosticChanged', { callback = function()
  local found = vim.diagnostic.get(buffer)
  if #found > 0 and step == nil then
    step = 'first'
    seen.first = vim.tbl_map(function(d) return d.code end, found)
    local wrong
    for _, d in ipairs(found) do if d.code == 'unknown-key' then wrong = d end end
    local document = { uri = vim.uri_from_bufnr(buffer) }
    request('textDocument/hover', { textDocument = document, position = { line = 7, character = 10 } }, function(hover)
      seen.hover = hover and hover.contents.value
      local place = { line = wrong.lnum, character = wrong.col }
      request('textDocument/codeAction', {
        textDocument = document, range = { start = place, ['end'] = place }, context = { diagnostics = {} },
      }, function(actions)
        seen.action = actions[1].title
        step = 'fixed'
        vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
      end)
    end)
  elseif step == 'fixed' then
    seen.after = vim.tbl_map(function(d) return d.code end, found)
    seen.line = vim.api.nvim_buf_get_lines(buffer, 8, 9, false)[1]
    finish()
  end
end })
`

describe.skipIf(!present)('Neovim', () => {
  let space: Awaited<ReturnType<typeof editorWorkspace>>
  let seen: { first: string[]; hover: string; action: string; after: string[]; line: string }

  beforeAll(async () => {
    space = await editorWorkspace()
    const [lua, result] = [join(space.root, 'test.lua'), join(space.root, 'seen.json')]
    await writeFile(lua, script(space.folder, result))
    spawnSync('nvim', ['--headless', '-u', 'NONE', '-c', `luafile ${lua}`], {
      timeout: 40_000,
      env: {
        ...process.env,
        PATH: installedPath,
        HOME: space.home,
        XDG_CONFIG_HOME: '',
        XDG_STATE_HOME: space.home,
        XDG_CACHE_HOME: space.home,
      },
    })
    seen = JSON.parse(await readFile(result, 'utf8'))
  }, 60_000)
  afterAll(() => space.remove())

  it('shows findings under the ids of their rules', () => {
    expect(seen.first).toEqual(expect.arrayContaining(['permissive-wildcard', 'unknown-key']))
  })

  it('shows what a line allows', () => {
    expect(seen.hover).toContain('every public name')
  })

  it('applies a quick fix, and the finding goes away', () => {
    expect(seen.action).toContain('denyLocalNetwork')
    expect(seen.line).toBe('    denyLocalNetwork: true')
    expect(seen.after).not.toContain('unknown-key')
  })
})
