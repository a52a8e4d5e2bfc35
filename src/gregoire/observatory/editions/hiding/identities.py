"""What everybody may write down about the figures of one place and period: wholes and their parts.

A term is an indicator's count or numerator, `indicator/` its denominator, `indicator:category` that of a
category, `indicator:*` those of all. Where the parts do not make up the whole, nothing is published of
the rest.
"""

from typing import Final

OF_EVERY_PLACE: Final = {  # what the public reads of a centre, a region, a block
    "learners", "entrants", "centres", "distance_share", "masculinity", "mean_age", "bac3_share",
    "seeking_share", "alternance_share", "offerings_on_site", "offerings_distance",
    "offerings_hybrid", "enrolments", "level_1_share", "distance_enrolment_share",
    "enrolments_outside_intec", "presence_rate", "success_rate", "enrolments_by_level",
    "enrolments_by_modality",
}  # fmt: skip
NOT_PERSONS: Final = {
    "offerings_on_site", "offerings_distance", "offerings_hybrid", "moocs", "mooc_registrations",
    "trainee_hours", "centres",
}  # fmt: skip
CHANGES: Final = {  # how a figure of the network has moved since the year before
    "first_diploma_up_to_bac_change": "first_diploma_up_to_bac_share",
    "first_diploma_bac2_change": "first_diploma_bac2_share",
    "distance_learners_growth": "distance_learners",
    "level_1_change": "level_1_share",
}  # fmt: skip
SAME: Final = {  # denominators that are a count which stands elsewhere, where nobody is unknown
    "distance_share": "learners", "mean_age": "learners", "bac3_share": "learners",
    "seeking_share": "learners", "alternance_share": "learners", "level_1_share": "enrolments",
    "distance_enrolment_share": "enrolments", "presence_rate": "enrolments_outside_intec",
    "success_rate": "presence_rate",
}  # fmt: skip
IDENTITIES: Final = (
    *((whole, (f"{code}/",)) for code, whole in SAME.items()),
    ("learners", ("masculinity", "masculinity/")),
    ("enrolments", ("enrolments_outside_intec",)),
    ("enrolments", ("enrolments_by_level:*",)),
    ("enrolments", ("enrolments_by_modality:*",)),
    ("level_1_share", ("enrolments_by_level:I",)),
    ("distance_enrolment_share", ("enrolments_by_modality:distance", "enrolments_by_modality:hybrid")),
    ("enrolments", ("on_site_enrolment_share", "distance_enrolment_share")),
    ("presence_rate", ("presence_rate_by_modality:*",)),
    ("presence_rate", ("success_rate_by_modality/:*",)),
    ("presence_rate/", ("presence_rate_by_modality/:*",)),
    ("success_rate", ("success_rate_by_modality:*",)),
    ("presents", ("presence_rate",)),
    ("passes", ("success_rate",)),
    ("distance_learners", ("distance_share",)),
    ("alternance_learners", ("alternance_share",)),
    ("alternance_learners", ("alternance_masculinity", "alternance_masculinity/")),
    ("alternance_learners", ("alternance_mean_age/",)),
    ("alternance_learners", ("apprenticeship_share/",)),
    ("learners", ("learners_by_sex:*",)),
    ("learners_by_sex:M", ("masculinity",)),
    ("learners_by_sex:F", ("masculinity/",)),
    ("learners", ("learners_by_employment:*",)),
    ("learners", ("employed_share/",)),
    ("learners_by_employment:employed", ("employed_share",)),
    ("learners_by_employment:employed", ("intermediate_share/",)),
    ("learners_by_employment:seeking", ("seeking_share",)),
    ("learners_by_employment:seeking", ("seeking_share_of_all",)),
    ("learners", ("seeking_share_of_all/",)),
    ("learners", ("learners_by_diploma:*",)),
    ("bac3_share", ("learners_by_diploma:bac_3", "learners_by_diploma:bac_5", "learners_by_diploma:doctorate")),
    ("learners", ("learners_by_first_diploma:*",)),
    ("learners", ("first_diploma_up_to_bac_share/",)),
    ("first_diploma_up_to_bac_share/", ("first_diploma_bac2_share/",)),
    ("first_diploma_up_to_bac_share/", ("first_diploma_bac3_share/",)),
    ("first_diploma_up_to_bac_share/", (
        "first_diploma_up_to_bac_share", "first_diploma_bac2_share", "first_diploma_bac3_share",
    )),
    ("first_diploma_bac2_share", ("learners_by_first_diploma:bac_2",)),
    ("learners", ("learners_by_alternance:*",)),
    ("parchments", ("diplomas", "certificates")),
    ("parchments", ("diploma_share/",)),
    ("diplomas", ("diploma_share",)),
    ("diplomas", ("diploma_level_2_share/",)),
    ("diplomas", ("bachelor_share/",)),
    ("diplomas", ("professional_bachelor_share/",)),
    ("diplomas", ("institution_diploma_share/",)),
    ("diplomas", ("bachelor_and_institution_diploma_share/",)),
    ("bachelor_and_institution_diploma_share", (
        "bachelor_share", "professional_bachelor_share", "institution_diploma_share",
    )),
    ("certificates", ("amf_share/",)),
    ("certificates", ("c2i_share/",)),
    ("certificates", ("amf_share", "c2i_share")),
    ("vapp_decisions", ("vapp_direct_access", "vapp_conditional_access", "vapp_refused")),
    ("vae_decisions", ("vae_full", "vae_partial", "vae_refused")),
    ("ves_decisions", ("ves_granted", "ves_granted_with_refusals", "ves_refused")),
    *(
        (whole, parts)
        for procedure in ("vapp", "vae", "ves")
        for whole, parts in (
            (f"{procedure}_decisions", (f"{procedure}_candidates",)),
            (f"{procedure}_candidates", (f"{procedure}_women_share/",)),
            (f"{procedure}_candidates", (f"{procedure}_mean_age/",)),
            (f"{procedure}_candidates", (f"{procedure}_seeking_share/",)),
            (f"{procedure}_women_share/", (f"{procedure}_men_share/",)),
            (f"{procedure}_women_share/", (f"{procedure}_women_share", f"{procedure}_men_share")),
        )
    ),
    ("vapp_candidates", ("vapp_experience/",)),
    ("vae_candidates", ("vae_years_since_diploma/",)),
)  # fmt: skip
