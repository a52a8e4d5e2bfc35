"""The components: what they refuse, what they escape, what they tie together."""

from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory


def drawn(source: str, **values: Any) -> str:
    return Template(source).render(Context(values))


class AddressForm(forms.Form):
    mail = forms.EmailField(label="Mail address", help_text="We write to it.")
    phone = forms.CharField(label="Phone", required=False)
    accepted = forms.BooleanField(label="I accept")
    way = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


@pytest.mark.parametrize(
    "source",
    [
        "{% card titel='Exams' %}{% endcard %}",
        "{% tag 'Open' tune='green' %}",
        "{% meter value=1 maximum=2 %}",
        "{% link_button 'Go' %}",
        "{% notice ton='red' %}{% endnotice %}",
    ],
)
def test_a_misspelt_or_missing_attribute_fails_when_the_template_is_compiled(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% card title=wild %}{% endcard %}",
        "{% card title='x' %}{{ wild }}{% endcard %}",
        "{% tag wild %}",
        "{% icon 'home' label=wild %}",
        "{% fact label='x' value=wild %}",
        "{% link_button wild to=wild %}",
        "{% unit_row code=wild title=wild to=wild detail=wild %}{{ wild }}{% endunit_row %}",
        "{% heading title=wild above=wild beside=wild %}{{ wild }}{% endheading %}",
        "{% search_box to='/' label=wild value=wild %}",
        "{% coming day=wild title=wild %}{{ wild }}{% endcoming %}",
        "{% empty_state title=wild %}{{ wild }}{% endempty_state %}",
    ],
)
def test_what_people_typed_is_escaped(source: str) -> None:
    page = drawn(source, wild="<script>\"'</script>")

    assert "<script>" not in page
    assert "\"'" not in page


def test_an_unknown_icon_is_an_error_that_names_the_list() -> None:
    with pytest.raises(LookupError, match="unicorn is not in icons"):
        drawn("{% icon 'unicorn' %}")


def test_an_unknown_tone_is_an_error() -> None:
    with pytest.raises(ValueError, match="no tone 'pink'"):
        drawn("{% tag 'Open' tone='pink' %}")


def test_an_icon_without_a_label_is_hidden_from_those_who_listen() -> None:
    assert 'aria-hidden="true"' in drawn("{% icon 'home' %}")
    assert 'role="img" aria-label="Home"' in drawn("{% icon 'home' label='Home' %}")


def test_a_field_is_tied_to_its_help_and_to_what_is_wrong_with_it() -> None:
    form = AddressForm({"mail": "not an address"})

    page = drawn("{% field form.mail autocomplete='email' inputmode='email' %}", form=form)

    assert '<label for="id_mail">' in page
    assert 'aria-describedby="id_mail_helptext id_mail_error"' in page
    assert 'id="id_mail_helptext"' in page
    assert 'id="id_mail_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'autocomplete="email"' in page
    assert 'class="form-control"' in page


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(optional)" in drawn("{% field form.phone %}", form=AddressForm())
    assert "(optional)" not in drawn("{% field form.mail %}", form=AddressForm())


def test_choices_are_grouped_under_a_legend_and_a_box_stands_beside_its_words() -> None:
    page = drawn("{% field form.way %}{% field form.accepted %}", form=AddressForm())

    assert "<legend> Way </legend>" in " ".join(page.split())
    assert '<label class="form-check" for="id_accepted"><input' in page


def test_a_refused_form_leads_to_each_field_that_is_wrong() -> None:
    page = drawn("{% form_errors form %}", form=AddressForm({"mail": "x", "way": "a"}))

    assert 'role="alert"' in page
    assert '<a href="#id_mail">Mail address</a>' in page
    assert '<a href="#id_accepted">I accept</a>' in page


def test_a_form_that_was_not_sent_has_nothing_wrong() -> None:
    assert drawn("{% form_errors form %}", form=AddressForm()).strip() == ""


def test_pages_of_a_list_keep_what_was_asked() -> None:
    request = RequestFactory().get("/unites/", {"q": "droit", "page": "2"})
    pages = Paginator(range(30), 10).page(2)

    page = drawn("{% pagination pages %}", request=request, pages=pages)

    assert 'href="?q=droit&amp;page=1" rel="prev"' in page
    assert 'href="?q=droit&amp;page=3" rel="next"' in page
    assert 'href="?q=droit&amp;page=2" aria-current="page"' in page


def test_one_page_needs_no_pagination() -> None:
    request = RequestFactory().get("/unites/")
    pages = Paginator(range(3), 10).page(1)

    assert drawn("{% pagination pages %}", request=request, pages=pages).strip() == ""


@pytest.mark.parametrize(
    ("value", "dashes"),
    [(0, None), (90, "138.2 276.5"), (180, "276.5 276.5"), (500, "276.5 276.5")],
)
def test_a_ring_shows_its_share_and_never_more_than_the_whole(
    value: int, dashes: str | None
) -> None:
    page = drawn("{% ring value=value total=180 label='credits' caption='of 180' %}", value=value)

    assert (f'stroke-dasharray="{dashes}"' in page) == (dashes is not None)
    assert ("stroke-dasharray" in page) == (dashes is not None)


def test_a_fact_that_is_not_known_is_a_dash_and_zero_is_a_fact() -> None:
    assert "<dd>–</dd>" in drawn("{% fact label='Phone' value='' %}")
    assert "<dd>0</dd>" in drawn("{% fact label='Credits' value=0 %}")


def test_steps_say_which_are_done_and_which_is_the_present_one() -> None:
    page = drawn("{% steps labels=labels current=2 %}", labels=["Who", "What", "When"])

    assert page.count('class="done"') == 1
    assert page.count('aria-current="step"') == 1


def test_the_options_of_a_select_are_escaped_and_one_is_chosen() -> None:
    choices = [("a", "Licence"), ("b", "Droit & <gestion>")]

    assert drawn("{% options choices=choices chosen='b' %}", choices=choices) == (
        '<option value="a">Licence</option>'
        '<option value="b" selected>Droit &amp; &lt;gestion&gt;</option>'
    )
