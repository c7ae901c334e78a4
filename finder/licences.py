"""Whose the data are and what may be done with them, in words. In: nothing; out: sentences. Read by API and dumps."""

OF_TRIALS = (
    "Source: ClinicalTrials.gov, U.S. National Library of Medicine. Listings are shown as the registry gives them; "
    "facets, distances and readings are derived by the Finder. No endorsement is implied."
)
LICENCE = (
    "Records of trials: the terms of ClinicalTrials.gov (https://clinicaltrials.gov/about-site/terms-conditions); name "
    "the source, show the date of the data, say what you changed; texts of sponsors may be under rights of their own. "
    "Quotes on care centers belong to the sources that their claims name. What the Finder adds (readings, plain words, "
    "distances, counts, order) is under the MIT License, as its code is."
)
OF_CENTERS = (
    "Facts on care centers come from the sources that their claims name, as of the dates they give; collected by the "
    "Finder. What is unchecked or expired is marked so. No endorsement is implied."
)
