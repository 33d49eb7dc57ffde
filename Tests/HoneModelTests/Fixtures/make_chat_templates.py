"""Writes chat-templates.json: templates written for this test, with what transformers renders from them.

    python make_chat_templates.py chat-templates.json

`rendered` is null where transformers refuses. Its clock stands at noon on 15 June 2020.
"""
import datetime, json, re, sys
from transformers.utils import chat_template_utils


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2020, 6, 15, 12, 0, 0)


chat_template_utils.datetime = Clock

U = {"role": "user", "content": "Hi there"}
A = {"role": "assistant", "content": "Hello!\nHow are you?"}
S = {"role": "system", "content": "  Be brief.  "}
T = {"role": "assistant", "content": "<think>\nHm, ünï.\n</think>\n\nFine — 日本 👍🏽."}
CONVERSATIONS = {
    "empty": [],
    "user": [U],
    "system": [S, U],
    "turns": [S, U, A, {"role": "user", "content": " More?\n"}],
    "thinking": [U, T, {"role": "user", "content": "e\u0301 'q' \"d\" \\ \t|"}, A],
    "wrong order": [A, A],
    "empty text": [{"role": "user", "content": ""}],
}

# What models use, family by family, in our own words.
FAMILIES = {
    "ChatML": """{% for message in messages %}{{ '<|im_start|>' + message['role'] + '
' + message['content'] + '<|im_end|>' + '
' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
' }}{% endif %}""",
    "ChatML with its own system message": """{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nBe helpful.<|im_end|>\\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}""",
    "Llama-3 like": """{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}

{#- The system message comes out of the list, so that it can be placed. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}

{{- "<|start|>system<|end|>\\n\\n" }}
{%- if tools is not none %}
    {{- "Environment: ipython\\n" }}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- "\\n\\n" }}
    {%- endfor %}
{%- endif %}
{{- "Today Date: " + date_string + "\\n\\n" }}
{{- system_message }}
{{- "<|eot|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start|>' + message['role'] + '<|end|>\\n\\n'+ message['content'] | trim + '<|eot|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("Only one tool call!") }}
        {%- endif %}
        {%- set tool_call = message.tool_calls[0].function %}
        {%- for arg_name, arg_val in tool_call.arguments | items %}
            {{- arg_name + '="' + arg_val + '"' }}
            {%- if not loop.last %}
                {{- ", " }}
            {%- endif %}
        {%- endfor %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start|>assistant<|end|>\\n\\n' }}
{%- endif %}
""",
    "Qwen3 like": """{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- for tool in tools %}
        {{- "\\n" }}
        {{- tool | tojson }}
    {%- endfor %}
{%- else %}
    {%- if messages[0].role == 'system' %}
        {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endif %}
{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning_content = message.reasoning_content %}
        {%- else %}
            {%- if '</think>' in content %}
                {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
                {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
            {%- endif %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index %}
            {%- if loop.last or (not loop.last and reasoning_content) %}
                {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
            {%- else %}
                {{- '<|im_start|>' + message.role + '\\n' + content }}
            {%- endif %}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {%- if message.tool_calls %}
            {%- for tool_call in message.tool_calls %}
                {%- if (loop.first and content) or (not loop.first) %}
                    {{- '\\n' }}
                {%- endif %}
                {%- if tool_call.function %}
                    {%- set tool_call = tool_call.function %}
                {%- endif %}
                {{- tool_call.arguments if tool_call.arguments is string else tool_call.arguments | tojson }}
            {%- endfor %}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}""",
    "Gemma-3 like": """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set first_user_prefix = messages[0]['content'] + '

' -%}
    {%- else -%}
        {%- set first_user_prefix = messages[0]['content'][0]['text'] + '

' -%}
    {%- endif -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("Conversation roles must alternate user/assistant/user/assistant/...") }}
    {%- endif -%}
    {%- if (message['role'] == 'assistant') -%}
        {%- set role = "model" -%}
    {%- else -%}
        {%- set role = message['role'] -%}
    {%- endif -%}
    {{ '<start>' + role + '
' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'image' -%}
                {{ '<image>' }}
            {%- elif item['type'] == 'text' -%}
                {{ item['text'] | trim }}
            {%- endif -%}
        {%- endfor -%}
    {%- else -%}
        {{ raise_exception("Invalid content type") }}
    {%- endif -%}
    {{ '<end>
' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{'<start>model
'}}
{%- endif -%}
""",
    "Mistral like": """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}
{%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}

{%- set ns = namespace() %}
{%- set ns.index = 0 %}
{%- for message in loop_messages %}
    {%- if not (message.role == "tool" or message.role == "tool_results" or (message.tool_calls is defined and message.tool_calls is not none)) %}
        {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
            {{- raise_exception("After the optional system message, roles must alternate") }}
        {%- endif %}
        {%- set ns.index = ns.index + 1 %}
    {%- endif %}
{%- endfor %}

{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if tools is not none and (message == user_messages[-1]) %}
            {{- "[TOOLS] [" }}
        {%- endif %}
        {%- if loop.last and system_message is defined %}
            {{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST] " + message["content"] + "[/INST]" }}
        {%- endif %}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"]|trim + eos_token}}
    {%- else %}
        {{- raise_exception("Only user and assistant roles are supported!") }}
    {%- endif %}
{%- endfor %}
""",
    "a macro per message": """{%- macro content_of(message, count=0) -%}
    {%- if message.content is string %}{{ message.content }}{{ count }}{% elif message.content is mapping %}!{% endif %}
{%- endmacro -%}
{% for m in messages %}[{{ m.role | upper }}: {{ content_of(m, count=loop.index) }}]
{% endfor %}{{ content_of(messages[0]) if messages }}""",
}

# Rendered with the conversation "turns" alone. One line each: \n, \r and \u with four digits stand for the character, \\ for a backslash.
CONSTRUCTS = r"""
a{{ 1 }}b\n
\n\n{{ 1 }}\n\n
\n
a\r\nb\rc\r\n
a\n  {% if true %}\n  b\n  {% endif %}\nc
  {% if true %}  x  {% endif %}  y
x  {% if true %}\n\n  y{% endif %}
a  {%- if true %}  b  {%- endif %}  c
a {% if true -%}  \n  b  {% endif -%} \n c
a\n  {%+ if true %}b{% endif +%}\nc
a\n  {%+ if true +%}\nb{% endif %}
a \u00a0 {%- if true -%} \u00a0\u2003 b {%- endif %}
{{- ' x ' -}} \n y
a\n   {{ 1 }}\n   {{- 2 }}\n   {{ 3 -}}   \n b
a\n  {# note #}\n  b
a  {#- note -#}  b
a {#+ note +#}\nb
{#-#}x{# {{ y }} {% if %} #}y
{# a\n b #}\nx
{% raw %}\n {{ x }} {% if %}\n  {% endraw %}\ny
{%- raw -%}  {{ x }}  {%- endraw -%}  y
  {% raw %}a{% endraw %}\n
{% if true %}\n  {% if true %}\n    a\n  {% endif %}\n{% endif %}\n
{% for i in [1, 2] %}\n  {{ i }}\n{% endfor %}\n
{% for i in [1, 2] -%}\n  {{ i }}\n{%- endfor %}
x{% set a = 1 %}\n y{% set b = 2 -%}  \n{{ a }}{{ b }}
{\\{ a }}{ % x % }{ {
{{ '{{' }}{{ "%}" }}{{ '}}' ~ "#}" }}
{{ {'a': {'b': 1}}['a']['b'] }}{{ {'a': {}}}}
{{ 'a\\n\\t\\x41\\u00e9\\U0001F600\\101\\q\\\\\\'"' }}{{ "it's \\"q\\"" }}
{{ 'line \\\ncontinued' }}{{ '\\é' }}
{{ 'a' 'b' "c" }}{{ 'a'\n'b' }}
{{ 1 + 2 * 3 - 4 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 2 ** 10 }} {{ 2 ** -1 }}
{{ 1.5 + 1 }} {{ 1e3 }} {{ 1_000 }} {{ 0x1F }} {{ 0b11 }} {{ 0o17 }} {{ 1e16 }} {{ 123456789012345680.0 }} {{ 1e-5 }} {{ 0.1 + 0.2 }} {{ 10 / 2 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }}
{{ 1 < 2 < 3 }} {{ 1 < 2 > 3 }} {{ 1 == 1.0 == true }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ 1 != 2 }} {{ 2 >= 2 }} {{ (1, 2) == (1, 2) }} {{ [1] == (1,) }}
{{ 'a' in 'abc' }} {{ 'x' not in 'abc' }} {{ 1 in [1, 2] }} {{ 'role' in messages[0] }} {{ not 1 in [2] }} {{ '' in 'a' }}
{{ true and false }} {{ 1 and 2 }} {{ 0 or 'x' }} {{ not none }} {{ none or false }} {{ 'a' and '' or 'c' }} {{ not true or true }}
{{ 'yes' if true else 'no' }}{{ 'gone' if false }}{{ 1 if false else 2 if false else 3 }}
{{ 'a' ~ 1 ~ none ~ true ~ 1.0 ~ [1, 'x'] ~ undefined_name }}
{{ 'a' + 'b' ~ 'c' + 'd' }} {{ 1 ~ 2 + 3 if false else 'x' }} {{ 'ab' * 3 }} {{ [0] * 2 + [1] }}
{{ -1|abs }} {{ (-1)|abs }} {{ 2 + '3'|int }}
{{ -'3'|int }}
{{ [1, 'a', none, true, 1.5, (1,), (), {'k': [1]}, 'it\\'s', 'a"b\\'c', '\\n\\x00é\\u200b\\\\'] }}
{{ messages[0] }} {{ messages|length }} {{ messages[1].role }} {{ messages[-1]['content'] }}
{{ messages[9] }}|{{ messages[0].missing }}|{{ messages[0]['missing'] }}|{{ 'abc'[1] }}{{ 'abc'[-1] }}{{ 'abc'[7] }}|{{ 'é日👍'[1] }}
{{ 'abcdef'[1:3] }} {{ 'abcdef'[::-1] }} {{ 'abcdef'[-2:] }} {{ 'abcdef'[:-2] }} {{ 'abcdef'[::2] }} {{ 'abcdef'[4:1:-1] }} {{ 'abc'[5:] }}|{{ 'abc'[-9:2] }} {{ [1, 2, 3][1:] }} {{ [1, 2, 3][::-1] }} {{ (1, 2, 3)[:2] }} {{ 'abc'[none:2] }}
{% for m in messages[::-1] %}{{ m.role }} {% endfor %}{% for m in messages[1:] if m.role == 'user' %}{{ loop.index }}/{{ loop.length }}{{ m.content }}{% endfor %}
{% for i in range(5) %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.previtem }}{{ loop.nextitem }}{{ loop.cycle('a', 'b') }} {% endfor %}
{% for i in range(6) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% else %}none{% endfor %}
{% for i in [] %}x{% else %}nothing{% endfor %}{% for i in missing %}x{% else %} at all{% endfor %}{% for c in 'aé' %}<{{ c }}>{% endfor %}
{% for k, v in {'a': 1, 'b': [2]}.items() %}{{ k }}={{ v }};{% endfor %}{% for k in {'x': 1} %}{{ k }}{% endfor %}{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}
{% for i in [1, 2] %}{% for j in [1, 2] %}{{ i }}{{ j }}{{ loop.first }} {% endfor %}{{ loop.last }}{% endfor %}{{ loop }}
{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = x + i %}{{ x }} {% endfor %}{{ x }}{% if true %}{% set x = 9 %}{% endif %}{{ x }}
{% set ns = namespace(n=0, t='') %}{% for i in range(4) %}{% set ns.n = ns.n + i %}{% set ns.t = ns.t ~ i %}{% endfor %}{{ ns.n }}{{ ns.t }}{{ ns.none }}{{ ns }}
{% set ns = namespace({'a': 1}, b=2) %}{{ ns.a }}{{ ns.b }}{{ dict(a=1) }}{{ dict({'x': 1}, y=2) }}
{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set c = 1, %}{{ c }}{% set d %}text {{ a }}{% endset %}[{{ d }}]{% set e | upper | trim %} up {% endset %}[{{ e }}]
{% with a = 1, b = 2 %}{{ a + b }}{% set a = 5 %}{{ a }}{% endwith %}{{ a }}{% filter upper %}abc{{ 1 }}{% endfilter %}{% print 'p', 1 %}
{% generation %}kept{% set x = 1 %}{% endgeneration %}{{ x }}
{% macro f(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }} {{ f(1, c=3) }} {{ f(b=1, a=2) }} {{ f() }}{{ f }}
{% macro fib(n) %}{% if n < 2 %}{{ n }}{% else %}{{ fib(n - 1)|int + fib(n - 2)|int }}{% endif %}{% endmacro %}{{ fib(9) }}
{% set x = 'out' %}{% macro f() %}{{ x }}{% set x = 'in' %}{{ x }}{% endmacro %}{{ f() }}{{ x }}{% set x = 'new' %}{{ f() }}
{% if x %}1{% elif messages %}2{% else %}3{% endif %}{% if not messages %}1{% elif x %}2{% else %}3{% endif %}
{{ x is defined }} {{ messages is defined }} {{ x is not defined }} {{ tools is none }} {{ tools is defined }} {{ none is none }} {{ documents is none }}
{{ 'a' is string }} {{ 1 is string }} {{ {} is mapping }} {{ [] is mapping }} {{ [] is iterable }} {{ 'a' is iterable }} {{ 1 is iterable }} {{ x is iterable }} {{ [] is sequence }} {{ {} is sequence }} {{ x is sequence }} {{ 1 is sequence }}
{{ true is boolean }} {{ 1 is boolean }} {{ 1 is number }} {{ true is number }} {{ 1.0 is float }} {{ true is integer }} {{ 3 is odd }} {{ 3 is even }} {{ 9 is divisibleby 3 }} {{ true is true }} {{ 1 is true }} {{ 0 is false }} {{ false is false }}
{{ 1 is eq 1 }} {{ 1 is ne(1) }} {{ 2 is gt 1 }} {{ 'a' is in ['a'] }} {{ 'a' is in 'cab' and true }} {{ range is callable }} {{ 'x'.upper is callable }} {{ none is sameas none }}
{{ x | default('d') }} {{ '' | default('d') }}|{{ '' | default('d', true) }} {{ none | default('d', boolean=true) }} {{ none | d('x') }}
{{ '  a b  ' | trim }}|{{ 'xxaxx' | trim('x') }}|{{ '\\n a \\u3000\\x1f' | trim }}|{{ missing | trim }}|{{ 5 | trim }}
{{ 'Straße ǆ' | upper }} {{ 'ÀÉ' | lower }} {{ 'hELLO wORLD it\\'s' | title }} {{ 'hELLO' | capitalize }} {{ 'a-b' | replace('-', '+') }} {{ 'aaa' | replace('a', 'b', 2) }} {{ 121 | replace(1, 3) }} {{ 'ab' | replace('', '-') }}
{{ [1, 2, 3] | join(', ') }} {{ 'abc' | join('-') }} {{ [] | join }}{{ messages | join(',', attribute='role') }} {{ [1, none] | join }}
{{ [1, 2] | first }} {{ [1, 2] | last }} {{ [] | first }}{{ 'abc' | first }}{{ 'abc' | last }} {{ {'k': 1} | first }} {{ 'aé👍' | length }} {{ {} | length }} {{ missing | length }} {{ [1] | count }}
{{ [3, 1] | list }} {{ 'ab' | list }} {{ {'a': 1} | items | list }} {{ missing | items | list }} {{ {'b': 1, 'A': 2} | dictsort }} {{ [1, 2] | reverse | list }} {{ 'abc' | reverse }} {{ [1, 'a', 'A', 1] | unique | list }}
{{ messages | map(attribute='role') | join(' ') }} {{ ['a', ' b '] | map('trim') | map('upper') | list }} {{ messages | map(attribute='x', default='-') | join }} {{ [{'a': [5]}] | map(attribute='a.0') | first }}
{{ [1, 2, 3, 4] | select('odd') | list }} {{ [0, 1, ''] | select | list }} {{ [1, 2] | reject('eq', 1) | list }} {{ messages | selectattr('role', 'equalto', 'user') | list | length }} {{ messages | rejectattr('role', 'in', ['user']) | map(attribute='role') | list }} {{ messages | selectattr('content') | list | length }}
{{ {'a': [1, 2.0, none, true, 'é"\\n\\\\/<>&\\x7f\\x01'], 'b': {}} | tojson }} {{ [] | tojson }} {{ 'x' | tojson }} {{ (1, 2) | tojson }} {{ {1: 2, none: 3, true: 4} | tojson }}
{{ {'b': [1, {}], 'a': {'c': []}} | tojson(indent=2) }} {{ {'b': 1, 'a': 2} | tojson(sort_keys=true) }} {{ 'é👍' | tojson(ensure_ascii=true) }} {{ [1, 2] | tojson(separators=(',', ':')) }} {{ [1] | tojson(indent='\\t') }}
{{ '3' | int }} {{ 'x' | int }} {{ 'x' | int(7) }} {{ 3.9 | int }} {{ '3.9' | int }} {{ '1.5' | float }} {{ true | int }} {{ 'x' | float }} {{ 5 | string + 'a' }} {{ 'a' | safe }}
{{ 'a\\nb\\n\\nc' | indent }}|{{ 'a\\nb' | indent(2, true) }}|{{ 'a\\n\\nb' | indent(width=1, blank=true) }}|{{ 'a\\nb\\n' | indent('>') }}
{{ '  a '.strip() }}|{{ ' a '.lstrip() }}|{{ ' a '.rstrip() }}|{{ 'xyaxy'.strip('yx') }}|{{ '\\n\\na\\n'.lstrip('\\n') }}|{{ ' a '.strip(none) }}
{{ 'a,b,,c'.split(',') }} {{ ' a  b c '.split() }} {{ 'a,b,c'.split(',', 1) }} {{ ' a  b  c '.split(none, 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ ' a  b  c '.rsplit(none, 1) }} {{ ''.split(',') }} {{ ''.split() }} {{ 'a<x>b<x>'.split('<x>')[-1] }} {{ 'aaa'.split('aa') }} {{ 'abcabc'.split('bc', maxsplit=1) }}
{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith('bc') }} {{ 'abc'.startswith(('x', 'a')) }} {{ 'abc'.startswith('') }} {{ 'a'.endswith('abc') }}
{{ 'aBc'.upper() }} {{ 'aBc'.lower() }} {{ 'a b'.title() }} {{ 'ABC'.capitalize() }} {{ 'aXbX'.replace('X', '--') }} {{ 'aXbX'.replace('X', '', 1) }} {{ ','.join(['a', 'b']) }} {{ 'a1'.isalnum() }} {{ '12'.isdigit() }} {{ ''.isspace() }} {{ ' '.isspace() }} {{ 'aé'.isalpha() }}
{{ 'banana'.find('an') }} {{ 'banana'.rfind('an') }} {{ 'é日b'.find('b') }} {{ 'a'.find('z') }} {{ 'banana'.count('an') }} {{ 'a=b=c'.partition('=') }} {{ 'a=b=c'.rpartition('=') }} {{ 'abc'.removeprefix('a') }} {{ 'abc'.removesuffix('c') }} {{ 'a\\nb\\r\\nc'.splitlines() }}
{{ messages[0].get('role') }} {{ messages[0].get('x') }} {{ messages[0].get('x', 'y') }} {{ messages[0].keys() | list }} {{ messages[0].values() | list }} {{ [1, 2, 1].count(1) }} {{ [1, 2].index(2) }} {{ messages[0]['items'] is defined }} {{ messages[0].items is callable }}
{{ {'items': 1}['items'] }} {{ {'items': 1}.items is number }} {{ {'a': 1, 'a': 2} }} {{ {1: 'i', 1.0: 'f'} }} {{ {(1, 2): 'x'}[(1, 2)] }} {{ {true: 1}[1] }}
{{ range(3) | list }} {{ range(1, 7, 2) | list }} {{ range(3, 0, -1) | list }} {{ range(0) | list }}
{{ strftime_now('%d %B %Y %H:%M %f %j %A%Z %%') }} {{ strftime_now('') }}
{{ bos_token }}{{ eos_token }}{{ pad_token }}{{ add_generation_prompt }}{{ True }}{{ False }}{{ None }}{{ none }}
{{ 'e\\u0301' == 'é' }} {{ 'e\\u0301' | length }} {{ '\\r\\n' | length }} {{ 'a\\r\\nb'.split('\\n') }} {{ '👨‍👩‍👧'[0] }}
{% set é = 1 %}{{ é }}{% set _x1 = 2 %}{{ _x1 }}
{{ messages[0].role.upper().lower()[0:3] | upper }} {{ (messages | first).role }} {{ [1, [2, 3]][1][0] }} {{ messages.0.role }}
{%- set x = [1,\n 2,] -%}{{ x }}{{\n x\n }}{{ (1) }}{{ (1,) }}{{ () }}{{ [[], {}] }}
{{ 1 / 0 }}
{{ x.y }}
{{ x['y'] }}
{{ x + 1 }}
{{ 'a' + 1 }}
{{ 'a' < 1 }}
{{ x() }}
{{ 'a'() }}
{{ messages.append(1) }}
{{ 'a'.nothing() }}
{{ 1 in 2 }}
{{ 1 in 'a' }}
{{ 1 | length }}
{{ missing | tojson }}
{{ {[]: 1} }}
{{ [1].index(2) }}
{{ 'a'.split('') }}
{{ ','.join([1]) }}
{{ raise_exception('no ' ~ 1) }}
{% set x.y = 1 %}
{% set messages.x = 1 %}
{% set ns = namespace() %}{% set ns._x = 1 %}
{% for a, b in [1] %}{% endfor %}
{% for a, b in ['xyz'] %}{% endfor %}
{% for a in 5 %}{% endfor %}
{% macro f(a) %}{% endmacro %}{{ f(1, 2) }}
{% macro f(a) %}{% endmacro %}{{ f(b=2) }}
{{ 'a' | nosuchfilter }}
{{ 'a' is nosuchtest }}
{{ range(200000) }}
{% if %}{% endif %}
{% if true %}
{% if true %}{% endfor %}
{% endif %}
{% else %}
{% nosuchtag %}
{{ 'open }}
{{ 1
{% if true
{# open
{% raw %} open
{{ (1 }}
{{ 1) }}
{{ [1} }}
{{ }}
{{ 1 2 }}
{{ a.. }}
{{ ! }}
{{ a ? b }}
{{ '\\x4' }}
{{ f(a=1, 2) }}
{% set 1 = 2 %}
{% set true = 2 %}
{% for true in x %}{% endfor %}
{% break %}
{% macro f(a=1, b) %}{% endmacro %}
{{ {1} }}
{{ [1, , 2] }}
{% for x in y recursive %}
"""


def rendered(template, messages, generation):
    try:
        texts, _ = chat_template_utils.render_jinja_template(
            [messages], chat_template=template, add_generation_prompt=generation, bos_token="<s>", eos_token="</s>"
        )
        return texts[0]
    except Exception:
        return None


def unescaped(line):
    line = line.replace("\\\\", "\0").replace("\\n", "\n").replace("\\r", "\r")
    return re.sub(r"\\u(....)", lambda found: chr(int(found[1], 16)), line).replace("\0", "\\")


cases = []
for name, template in FAMILIES.items():
    for title, messages in CONVERSATIONS.items():
        for generation in [False, True]:
            text = rendered(template, messages, generation)
            cases.append({"template": name, "messages": title, "generation": generation, "rendered": text})
templates = dict(FAMILIES)
for line in CONSTRUCTS.strip("\n").split("\n"):
    templates[line] = unescaped(line)
    text = rendered(templates[line], CONVERSATIONS["turns"], False)
    cases.append({"template": line, "messages": "turns", "generation": False, "rendered": text})
with open(sys.argv[1], "w") as file:
    json.dump({"templates": templates, "conversations": CONVERSATIONS, "cases": cases}, file, ensure_ascii=True, indent=0)
