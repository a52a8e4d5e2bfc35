"""The components of the house: one function, one template, one line on the /ui/ page.

Attributes are keyword arguments, so that a misspelt one fails when the template is compiled;
everything is escaped by Django itself.
"""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def card(content: SafeString, *, title: str) -> SafeString:
    return render_to_string("ui/card.html", {"content": content, "title": title})
